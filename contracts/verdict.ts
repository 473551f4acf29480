import type { LaneName } from './lanes.ts';

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
   * How rare, in decades: 3 is one row in a thousand of training. It goes on beyond what training saw, where further
   * out is always stranger, and means the same whatever the detector. The endpoint says it of anomalous rows alone; a
   * model that knows nothing of its training rows of none.
   */
  readonly surprise?: number;
  /**
   * Only on anomalous verdicts of rows that came with what their source's past says (`lanes.ts`): which of the three
   * is the rarest. The surprise is then of all together.
   */
  readonly lane?: LaneName;
  /** What the source's own past says; absent where that was not asked. */
  readonly stream?: StreamPart;
  /** {@link NO_MODEL} where the source's own past judged alone, or nothing did. */
  readonly modelVersion: string;
  /** The function scored in the place of an endpoint that was away; absent where that did which is set to. */
  readonly scoredBy?: 'function';
  /** Nothing judged it: there is no model yet, and sources have no past. It is usual to nobody, and told nobody. */
  readonly learning?: true;
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

/** The `modelVersion` of a verdict that was made without any model. */
export const NO_MODEL = 'none';

/** The part of the source's own past in a verdict. */
export interface StreamPart {
  /** Decades: how strange the observation is for its source, and how far its step from the last ones is. */
  readonly surprise: number;
  readonly step: number;
  /** Observations of the source that are known, this one included. Below 100 both of the above are 0. */
  readonly observations: number;
  /** While fewer than 300 are known: young sources alarm more often. */
  readonly learning?: true;
  /** A feature stands still as it never did: said once, however long it goes on. */
  readonly frozen?: true;
}

/** One feature's part in a score, or, where the source's past leads, in that. */
export interface Contribution {
  readonly feature: string;
  /**
   * Share of the score above the expected one; positive made it stranger. All of a verdict's sum to that difference.
   * Where the surprise and not the score made it anomalous, a value beyond those of training has more: what it adds to
   * the surprise, in units of the score. Where a lane of the source leads: how strange the value is, in decades.
   */
  readonly contribution: number;
  /** The value that was scored (the training median when it was imputed). */
  readonly observed: number;
  /**
   * What the model would have expected here given the other features, or the source's past now; absent where no
   * estimate is made.
   */
  readonly expected?: number;
  /** On which side of `expected` the observed value lies. */
  readonly direction?: 'above' | 'below';
  /** Where the source's past leads: what is usual for it. */
  readonly usual?: UsualRange;
}

/** Between which values nearly all lie: three usual distances on both sides of what was expected. */
export interface UsualRange {
  readonly low: number;
  readonly high: number;
  /** Whether that is of this hour of the day, or of now, after the last values. */
  readonly at: 'hour' | 'now';
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

/**
 * How many decades rarer than the threshold is half way up the scale of grades. On the nine public sets anomalies then
 * come in all severities: medium is half as rare again as the threshold, high three times, critical thirty times.
 */
const HALF_WAY = 0.5;

/**
 * Finds the grade of an anomalous row, 0 to below 1, from by how many decades its surprise is above that of the
 * threshold: each rarer row has a higher grade, and none is the last.
 */
export function gradeOfDecades(above: number): number {
  return Math.max(0, above) / (Math.max(0, above) + HALF_WAY);
}

/** Finds the grade of what is by so many decades stranger than what has this grade; none: the very same. */
export function gradeWithDecades(grade: number, decades: number): number {
  const more = (decades / HALF_WAY) * (1 - grade);
  return (grade + more) / (1 + more);
}

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
