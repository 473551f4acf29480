import type { LoggedContribution } from '../contracts/log-lines.ts';
import type { Severity } from '../contracts/verdict.ts';
import type { QuarantinedRow, ReportEvent } from './events.ts';

/**
 * All that `report.html` shows, as values: builders make it from files or results, `renderReport` turns it into a page.
 */
export interface ReportData {
  readonly title: string;
  /** What was judged, for people: a file name, a stream. */
  readonly subject: string;
  readonly madeAtMs: number;
  readonly modelVersion?: string;
  readonly figures: ReportFigures;
  readonly rows: ReportRows;
  /** From a stream, where anomalies of one source belong together. */
  readonly incidents?: readonly ReportIncident[];
  /** From a file, where there are no incidents: the strangest rows, the strangest first. */
  readonly strangest?: readonly StrangeObservation[];
  /** Of the rows, those that say why they are strange when somebody points at them. */
  readonly explained?: readonly StrangeObservation[];
  /** What happened to whom, and whether it was found, in the order of time; absent where rows have no times. */
  readonly events?: readonly ReportEvent[];
  /** What could not be judged, in the order of the file. */
  readonly quarantinedRows?: readonly (QuarantinedRow & { readonly name?: string })[];
  readonly quality?: ReportQuality;
  readonly latency?: ReportLatency;
}

/** The counts at the top of the page; only those that are present are shown. */
export interface ReportFigures {
  readonly rows: number;
  readonly anomalies: number;
  readonly incidents?: number;
  readonly alerts?: number;
  readonly quarantined?: number;
  readonly lost?: number;
}

/**
 * Judged observations as columns, in any order.
 *
 * Shapes:  every column is `count` long; `values` has one column per feature.
 * Missing: NaN in `values`, `score` and `threshold`.
 */
export interface ReportRows {
  readonly count: number;
  readonly features: readonly string[];
  readonly values: readonly Float32Array[];
  /**
   * Between which values the past of a source expected each feature; NaN where it said nothing; absent where it never
   * did.
   */
  readonly usual?: readonly UsualColumn[];
  /** Milliseconds since the epoch, UTC; absent where the rows have no time and are shown by their number. */
  readonly timestampMs?: Float64Array;
  readonly sources: readonly string[];
  /** Index into `sources`. */
  readonly source: Uint32Array;
  /** What {@link score} and its threshold are: the detector's score, or the surprise in decades. */
  readonly measure: 'score' | 'surprise';
  readonly score: Float32Array;
  readonly threshold: Float32Array;
  readonly grade: Float32Array;
  /** 1 where the verdict is anomalous, else 0. */
  readonly anomalous: Uint8Array;
  /**
   * Index of the feature that made an anomalous row strange before all others; `NO_REASON` where none is known.
   */
  readonly reason: Uint16Array;
  /** Which lane led an anomalous row: one of `LANE_CODES`. */
  readonly lane: Uint8Array;
  /** The truth: one of {@link TRUTH}; absent where nothing is labelled. */
  readonly truth?: Uint8Array;
}

/** The ends of what was usual, row by row. */
export interface UsualColumn {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export const TRUTH = { usual: 0, strange: 1, unknown: 2 } as const;

/** One anomalous observation with the reasons for it. */
export interface StrangeObservation {
  readonly source: string;
  readonly timestampMs?: number;
  /** Its number among the rows of the report, from 0. */
  readonly index: number;
  /** Number of its line in the file, from 1, where there is a file. */
  readonly row?: number;
  readonly id?: string;
  /** In the measure of the rows. */
  readonly score: number;
  readonly threshold: number;
  readonly grade: number;
  /** Decades, as in the verdict. */
  readonly surprise?: number;
  /** Names of the features that were missing and took the training median. */
  readonly imputed?: readonly string[];
  /** The largest first. */
  readonly contributions: readonly LoggedContribution[];
  readonly explanation?: string;
}

export interface ReportIncident {
  readonly incidentId: string;
  /** The worst that it reached. */
  readonly severity: Severity;
  readonly openedAtMs: number;
  readonly lastAtMs: number;
  readonly anomalies: number;
  readonly alerts: number;
  readonly worst: StrangeObservation;
}

/** How verdicts agree with the labels, at the threshold and, as a curve, at every other. */
export interface ReportQuality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly rocAuc?: number;
  readonly averagePrecision?: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** Milliseconds from the answer of PutRecords to the subscriber's receipt. */
export interface ReportLatency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** One per alert; absent where only the percentiles are known. */
  readonly samplesMs?: Float64Array;
}
