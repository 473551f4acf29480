import { FEATURE } from '../layout.ts';
import type { Moment } from '../moment.ts';
import { clipped, rateAt, rateOf, SLOW_RATE } from '../running-mean.ts';
import { feature } from '../workspace.ts';

const PREDICTORS = 6;
const ROBUST = 2;
const HOLT = 3;
const PROFILE = 4;
const ERROR_RATE = rateOf(100);
const ROBUST_RATE = 0.15;
const HOLT_LEVEL_RATE = 0.3;
const HOLT_TREND_RATE = 0.03;
const PERSISTENT_RATE = 0.2;
/** Until then a feature's forecasts say nothing. */
export const YOUNG = 10;

/** What the best predictor said of this observation. */
export const forecast = {
  /** The value that was expected. */
  expected: 0,
  /** Its usual |error|, at least the floor. */
  spread: 0,
  /** Whether it goes by what is usual at this very hour. */
  isOfHour: false,
};

const predictions = new Float64Array(PREDICTORS);

/**
 * Is it far from what the last values lead to? Six predictors: the last value; the median of the last three; a robust
 * level (rate max(.15, 1/n)); Holt's level and trend (.3, .03); the profile; the profile plus what the residual has
 * been lately (rate .2). The one whose running |error| E (half-life 100, clipped to 6 E) is least gives the forecast.
 * The statistic is |value - forecast| / max(E, .05 slow mean of |error|, floor). {@link forecast} tells the rest.
 */
export function oneStep(moment: Moment): number {
  const { f32 } = feature;
  const { value, n, floor } = moment;
  if (n === 1) begin(value);
  predict(moment);
  let best = 0;
  for (let p = 1; p < PREDICTORS; p++) if (f32[FEATURE.errors + p] < f32[FEATURE.errors + best]) best = p;
  forecast.expected = predictions[best];
  forecast.isOfHour = best >= PROFILE && moment.bin >= 0 && moment.isBinKnown;
  forecast.spread = Math.max(f32[FEATURE.errors + best], 0.05 * f32[FEATURE.slowError], floor);
  const error = Math.abs(value - forecast.expected);
  learnErrors(value, n, floor, error);
  learnPredictors(moment);
  return n > YOUNG ? error / forecast.spread : 0;
}

function begin(value: number): void {
  const { f32 } = feature;
  for (let last = 0; last < 3; last++) f32[FEATURE.lasts + last] = value;
  f32[FEATURE.robustLevel] = value;
  f32[FEATURE.holtLevel] = value;
}

/** In a bin that was never seen the robust level stands in for the profile. */
function predict({ base, isBinKnown }: Moment): void {
  const { f32 } = feature;
  const last = f32[FEATURE.lasts];
  predictions[0] = last;
  predictions[1] = middleOf(last, f32[FEATURE.lasts + 1], f32[FEATURE.lasts + 2]);
  predictions[ROBUST] = f32[FEATURE.robustLevel];
  predictions[HOLT] = f32[FEATURE.holtLevel] + f32[FEATURE.holtTrend];
  predictions[PROFILE] = isBinKnown ? base : f32[FEATURE.robustLevel];
  predictions[5] = predictions[PROFILE] + f32[FEATURE.persistent];
}

function learnErrors(value: number, n: number, floor: number, error: number): void {
  const { f32 } = feature;
  const rate = rateAt(n, ERROR_RATE);
  for (let p = 0; p < PREDICTORS; p++) {
    const usual = f32[FEATURE.errors + p];
    const limit = 6 * Math.max(usual, floor);
    f32[FEATURE.errors + p] = usual + rate * (clipped(Math.abs(value - predictions[p]), limit, n) - usual);
  }
  f32[FEATURE.slowError] += rateAt(n, SLOW_RATE) * (error - f32[FEATURE.slowError]);
}

/** Steps of the robust level and of Holt's are limited to three of their usual errors. */
function learnPredictors({ value, n, floor, residual, isBinKnown }: Moment): void {
  const { f32 } = feature;
  const robustLimit = 3 * Math.max(f32[FEATURE.errors + ROBUST], floor);
  f32[FEATURE.robustLevel] += rateAt(n, ROBUST_RATE) * clipped(value - predictions[ROBUST], robustLimit, n);
  const step = clipped(value - predictions[HOLT], 3 * Math.max(f32[FEATURE.errors + HOLT], floor), n);
  f32[FEATURE.holtLevel] = predictions[HOLT] + HOLT_LEVEL_RATE * step;
  f32[FEATURE.holtTrend] += HOLT_TREND_RATE * step;
  if (isBinKnown) f32[FEATURE.persistent] += PERSISTENT_RATE * (residual - f32[FEATURE.persistent]);
  f32[FEATURE.lasts + 2] = f32[FEATURE.lasts + 1];
  f32[FEATURE.lasts + 1] = f32[FEATURE.lasts];
  f32[FEATURE.lasts] = value;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
