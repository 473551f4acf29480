/** What comes, and how much of it is strange. */
export interface Load {
  /** Records a day, one observation each, at a steady rate. */
  readonly recordsPerDay: number;
  /** Of one record, key and data. */
  readonly recordBytes: number;
  /** Of the observations, the share that is anomalous, 0 to 1. */
  readonly anomalyRate: number;
  readonly sources: number;
}

/**
 * A record in the full form with five features has some 200 bytes; a thousandth is the alert budget that `train` has
 * by default.
 */
export const USUAL_LOAD: Load = { recordsPerDay: 10_000_000, recordBytes: 250, anomalyRate: 0.001, sources: 1000 };

/** Of each source: what is known of it and requests about it grow with them. */
export const FEATURES = 5;

export const SECONDS_PER_DAY = 86_400;
/** As AWS counts: 730 hours. */
export const DAYS_PER_MONTH = 730 / 24;
