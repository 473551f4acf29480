/** What the model says of one observation. */
export interface Verdict {
  /** The detector's number; higher is stranger; its range is the detector's. */
  readonly score: number;
  /**
   * Where strange begins: `anomalous` is `score > threshold`, and, of a row with values beyond all those of training,
   * where scores may tie, also a surprise above that of the threshold.
   */
  readonly threshold: number;
  readonly anomalous: boolean;
  /**
   * How strange, 0 at (and below) the threshold, and below 1: half of it is three times as rare as the threshold, three
   * quarters thirty times.
   */
  readonly grade: number;
  /**
   * How rare, in decades: 3 is one row in a thousand of training. It goes on beyond what training saw, where further out
   * is always stranger, and means the same whatever the detector. The endpoint says it of anomalous rows alone; a
   * model that knows nothing of its training rows of none.
   */
  readonly surprise?: number;
  readonly modelVersion: string;
  /** Features that were missing and took the training median. Absent when none was. */
  readonly imputed?: readonly string[];
  /** Only beside `imputed`: names of the observation that the model does not know, the first ten. */
  readonly unknownNames?: readonly string[];
  /** Only on anomalous verdicts: what made it strange, the largest contribution first. */
  readonly contributions?: readonly Contribution[];
  /**
   * Only beside contributions that are estimated, by sampling, because the detector itself cannot share out its scores:
   * the largest standard error of one.
   */
  readonly contributionError?: number;
  /** Only on anomalous verdicts: the same in a sentence for people. */
  readonly explanation?: string;
}

/** One feature's part in a score. */
export interface Contribution {
  readonly feature: string;
  /**
   * Share of the score above the expected one; positive made it stranger. All of a verdict's sum to that difference.
   * Where the surprise and not the score made it anomalous, a value beyond those of training has more: what it adds to
   * the surprise, in units of the score.
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
