import { gradeWithDecades } from '../contracts/verdict.ts';

/** What the severity of an incident follows. */
export interface Extent {
  /** Distance: the largest grade of its anomalies. */
  readonly grade: number;
  /** Duration: anomalies, and milliseconds from the first to the latest. */
  readonly anomalies: number;
  readonly lastedMs: number;
  /** Breadth: the most features that mattered in one of them, and the sources that are part of it. */
  readonly features: number;
  readonly sources: number;
}

const MINUTE_MS = 60_000;
/** Ten times as long, or as broad, is as bad as this part of a decade rarer. */
const DECADES = 0.25;

/**
 * Grades an incident: as its strangest anomaly, and as much further up the same scale as it is long and broad. With n
 * strange minutes (not more than it has anomalies), f features and s sources that is log10(n f s) / 4 decades.
 */
export function incidentGrade({ grade, anomalies, lastedMs, features, sources }: Extent): number {
  const minutes = Math.max(1, Math.min(anomalies, 1 + Math.floor(lastedMs / MINUTE_MS)));
  return gradeWithDecades(grade, DECADES * Math.log10(minutes * Math.max(1, features) * Math.max(1, sources)));
}
