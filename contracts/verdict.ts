/** What the model says of one observation. */
export interface Verdict {
  /** The detector's number; higher is stranger. For Isolation Forest in (0, 1). */
  readonly score: number;
  /** Where strange begins: `anomalous` is `score > threshold`. */
  readonly threshold: number;
  readonly anomalous: boolean;
  /** How strange, 0 at (and below) the threshold to 1 at the highest score that the model can give. */
  readonly grade: number;
  readonly modelVersion: string;
  /** Features that were missing and took the training median. Absent when none was. */
  readonly imputed?: readonly string[];
  /** Only beside `imputed`: names of the observation that the model does not know, the first ten. */
  readonly unknownNames?: readonly string[];
  /** Only on anomalous verdicts: what made it strange, the largest contribution first. */
  readonly contributions?: readonly Contribution[];
  /** Only on anomalous verdicts: the same in a sentence for people. */
  readonly explanation?: string;
}

/** One feature's part in a score. */
export interface Contribution {
  readonly feature: string;
  /**
   * Share of the score above the score at the expected path length; positive made it stranger. All of a verdict's sum
   * to that difference.
   */
  readonly contribution: number;
  /** The value that was scored (the training median when it was imputed). */
  readonly observed: number;
  /** What the model would have expected here given the other features; absent where no estimate is made. */
  readonly expected?: number;
  /** On which side of `expected` the observed value lies. */
  readonly direction?: 'above' | 'below';
}

export type Severity = 'low' | 'medium' | 'high' | 'critical';

export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** The lowest grade of each severity above `low`, ascending, in (0, 1). */
export interface SeverityBands {
  readonly medium: number;
  readonly high: number;
  readonly critical: number;
}

export const DEFAULT_SEVERITY_BANDS: SeverityBands = { medium: 0.25, high: 0.5, critical: 0.75 };

/** Finds the band of a grade in [0, 1]; a grade on the border of two bands is in the upper one. */
export function severityOf(grade: number, bands: SeverityBands): Severity {
  if (grade >= bands.critical) return 'critical';
  if (grade >= bands.high) return 'high';
  if (grade >= bands.medium) return 'medium';
  return 'low';
}

/** Positive when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}
