/** What the page's script reads from the page: the part of a report that is drawn rather than written. */
export interface PageData {
  readonly features: readonly string[];
  readonly sources: readonly string[];
  /** What the scores are. */
  readonly measure: 'score' | 'surprise';
  readonly columns: PageColumns;
  readonly events: readonly PageEvent[];
  /** Why rows are strange, by their place in the columns. */
  readonly reasons: Readonly<Record<number, PageReason>>;
  readonly distribution: Distribution;
  readonly precisionRecall?: Curve;
  readonly latency?: LatencyBars;
}

/** Columns of equal length in the order of time: little-endian typed arrays as base64. */
export interface PageColumns {
  /** Float32, one per feature. */
  readonly values: readonly string[];
  /** Float32, one pair per feature: the ends of what was usual; absent where nothing is known of it. */
  readonly usual?: readonly { readonly low: string; readonly high: string }[];
  /** Float64, seconds since the epoch; absent where rows are shown by their number. */
  readonly seconds?: string;
  /** Uint32. */
  readonly source: string;
  /** Float32. */
  readonly score: string;
  readonly threshold: string;
  /** Uint8, 0 to 255 for a grade of 0 to 1. */
  readonly grade: string;
  /** Uint8: 1 where the verdict is anomalous. */
  readonly anomalous: string;
  /** Uint16: index of the feature that made the row strange before all others, or {@link NO_REASON}. */
  readonly reason: string;
  /** Uint8: one of {@link LANE_CODES}. */
  readonly lane: string;
  /** Uint8, absent where nothing is labelled: 0 usual, 1 strange, 2 unknown. */
  readonly truth?: string;
}

/** Stands where no feature is known to have made a row strange. */
export const NO_REASON = 0xffff;

/** Which lane of a verdict was the rarest. */
export const LANE_CODES = { none: 0, row: 1, stream: 2, step: 3 } as const;

/** Sources that stand in the overview: a page should be left for the rest. */
export const MOST_LINES = 12;

/** Something that happened to one source. */
export interface PageEvent {
  /** Index into the sources. */
  readonly source: number;
  /** Seconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly outcome: 'found' | 'missed' | 'false alarm' | 'told';
}

/** Why one row is strange. */
export interface PageReason {
  readonly sentence?: string;
  readonly parts: readonly PageReasonPart[];
}

export interface PageReasonPart {
  readonly feature: string;
  /** Of all that made it stranger, 0 to 1. */
  readonly share: number;
  /** As people read them: what came, and what was expected. */
  readonly observed: string;
  readonly expected: string;
}

/** Equal bins from `from` up, each `width` wide. */
export interface Bins {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Scores of usual and of strange rows, as shares of each kind, in the same bins. */
export interface Distribution {
  readonly usual: Bins;
  readonly strange: Bins;
  readonly threshold: number;
}

export interface Curve {
  /** Ascending. */
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  /** At the model's threshold; absent where that flags nothing. */
  readonly here?: { readonly recall: number; readonly precision: number };
}

export interface LatencyBars {
  readonly bins: Bins;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}
