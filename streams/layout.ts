/**
 * The packed state of a source, version 2: a header, then one block a feature, all of one size. Numbers are
 * little-endian. All zeros but the version and the number of features is a source of which nothing is known.
 *
 * Sizes: the header 168 bytes, a feature 1,264: a source of one feature has 1,432.
 *
 * Each constant below is where a field begins, counted in elements of the view that it is read through.
 */
export const STATE_VERSION = 2;
export const HEADER_BYTES = 168;
export const FEATURE_BYTES = 1264;
/** More features of a source are not judged by its past. */
export const MOST_FEATURES = 64;

/** The header; observations are counted by source here, whatever features they have. */
export const HEADER = {
  /** f64: the latest time seen, milliseconds since the epoch. */
  lastTimeMs: 0,
  /** f32: running mean of log2(seconds between observations). */
  logInterval: 2,
  /** u32: observations; intervals between them that were used. */
  observations: 3,
  intervals: 4,
  /** u32: the observation at which the open event was last as high; at which the last alarm was. */
  eventLast: 5,
  lastAlarm: 6,
  /** f32: the highest surprise of the open event; 0 where none is open. */
  eventPeak: 7,
  /** u16: what {@link STATE_VERSION} was when this was written, and the number of features. */
  version: 16,
  features: 17,
  /** u16: past events with a peak of at least .9, 1.0, .. 4.8: counts that decay. */
  peaks: 18,
  /** u32 and f32: what is usual between its observations, {@link GAPS}. */
  gaps: 29,
} as const;

/**
 * The gaps between arrivals, in ticks of a tenth of a second, of this fortnight and of the one before: elements of four
 * bytes, counted from where they begin.
 */
export const GAPS = {
  /** u32: the tick of the last one, 0 where none is known; for how long it may be silent, 0 where it is not told. */
  last: 0,
  overdueAfter: 1,
  /** u32: the number of this fortnight. */
  fortnight: 2,
  /** u32, of this one and the one before: all gaps; of them those that are pauses. */
  sum: 3,
  pauses: 5,
  /** u32: the longest gap and the second longest of this one, then of the one before. */
  longest: 7,
  /** f32, of this one and the one before: the sum of their squares. */
  squares: 11,
} as const;
export const GAPS_LENGTH = 13;

/** A feature's block: fields of eight bytes, of four, of two, of one. */
export const FEATURE = {
  /** f64: a counter's last reading and its time, milliseconds since the epoch. */
  counterValue: 0,
  counterTimeMs: 1,
  /** u32: observations of this feature; equal values in a row. */
  observations: 4,
  run: 5,
  /** f32: the seasonal residual: running mean, spread, smoothed residual, level without a clock. */
  mean: 6,
  spread: 7,
  smoothed: 8,
  level: 9,
  /** f32: the smallest and the largest value ever. */
  lowest: 10,
  highest: 11,
  /** f32: the level shift: slow mean and fast mean of what is above it, and the usual size of both. */
  slow: 12,
  fast: 13,
  slowSpread: 14,
  fastSpread: 15,
  /** f32: the usual level and the usual distance from it. */
  usual: 16,
  usualSpread: 17,
  /** f32: the sum of the block that fills; the tail of the last whole block. */
  blockSum: 18,
  blockTail: 19,
  /** f32: running |error| of six predictors; the last three values, newest first. */
  errors: 20,
  lasts: 26,
  /** f32: robust level; Holt's level and trend; persistent residual; slow mean of |error|. */
  robustLevel: 29,
  holtLevel: 30,
  holtTrend: 31,
  persistent: 32,
  slowError: 33,
  /** f32: the profile: 24 hours of weekdays, 24 of weekends. */
  profile: 34,
  /** u16: octave histograms of 21 counts: values in each octave or a higher one. */
  pointTail: 164,
  slowTail: 185,
  shiftTail: 206,
  extremeTail: 227,
  shapeTail: 248,
  oneStepTail: 269,
  /** u16: the same of run lengths, 15 counts. */
  runTail: 290,
  /** u16: how often each of 32 prototypes was used, counts that decay; whole blocks since these halved. */
  uses: 305,
  blocks: 337,
  /** i16, steps of 1/256: 32 prototypes of 8 block means, and the last 8. */
  prototypes: 338,
  window: 594,
  /** u8: observations in each bin of the profile, 255 at most. */
  profileCounts: 1204,
  /** u8: observations in the block that fills; prototypes; block means in the window; 1 when told as frozen. */
  blockCount: 1252,
  prototypeCount: 1253,
  windowCount: 1254,
  toldFrozen: 1255,
  /** u8: 1 where a counter's reading is known; seven bytes are free. */
  isCounting: 1256,
} as const;
