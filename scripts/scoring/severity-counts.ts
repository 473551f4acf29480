import { SEVERITIES, type Severity } from '../../contracts/verdict.ts';

/** How many rows are of which severity. */
export type SeverityCounts = Record<Severity, number>;

/** Makes counts to begin with. */
export function noSeverities(): SeverityCounts {
  return { low: 0, medium: 0, high: 0, critical: 0 };
}

/** `23 low, 43 medium, 31 high, 6 critical`. */
export function severityWords(counts: Readonly<SeverityCounts>): string {
  return SEVERITIES.map((severity) => `${counts[severity].toLocaleString('en')} ${severity}`).join(', ');
}
