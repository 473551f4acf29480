import { gradeWithDecades } from '../contracts/verdict.ts';
import type { OpenIncident } from './incident-item.ts';

/** What the severity of one source's incident follows. */
export interface Extent {
  /** Distance: the largest grade of its anomalies. */
  readonly grade: number;
  /** Duration: anomalies, and milliseconds from the first to the latest. */
  readonly anomalies: number;
  readonly lastedMs: number;
  /** Breadth: the most features that mattered in one of them. */
  readonly features: number;
}

/** Measures an open incident. */
export function extentOfIncident({
  grade,
  anomalies,
  openedAtMs,
  lastAnomalyAtMs,
  features,
}: Omit<OpenIncident, 'severity'>): Extent {
  return { grade, anomalies, lastedMs: lastAnomalyAtMs - openedAtMs, features };
}

const MINUTE_MS = 60_000;
/** Ten times as long, or as broad, is as bad as this part of a decade rarer. */
const DECADES = 0.25;

/**
 * Grades an incident: as its strangest anomaly, and as much further up the same scale as it is long and broad. With n
 * strange minutes (not more than it has anomalies) and f features that is log10(n f) / 4 decades.
 */
export function incidentGrade({ grade, anomalies, lastedMs, features }: Extent): number {
  const minutes = Math.max(1, Math.min(anomalies, 1 + Math.floor(lastedMs / MINUTE_MS)));
  return gradeWithDecades(grade, DECADES * Math.log10(minutes * Math.max(1, features)));
}

/** Grades one incident across s sources: as the worst of them, and log10(s) / 4 decades further up. */
export function gradeAcross(worst: number, sources: number): number {
  return gradeWithDecades(worst, DECADES * Math.log10(Math.max(1, sources)));
}
