import { log10 } from '../kernels/log2.ts';
import { extreme } from './experts/extreme.ts';
import { levelShift } from './experts/level-shift.ts';
import { forecast, oneStep } from './experts/one-step.ts';
import { point } from './experts/point.ts';
import { findResidual } from './experts/seasonal-residual.ts';
import { shape } from './experts/shape.ts';
import { slow } from './experts/slow.ts';
import { floorOf, learnUsualLevel } from './experts/usual-level.ts';
import { frozenNow } from './frozen.ts';
import { FLAG, NUMBER } from './judged-value.ts';
import { FEATURE } from './layout.ts';
import type { Moment } from './moment.ts';
import { type Octaves, tailThenCount } from './octave-histogram.ts';
import { feature } from './workspace.ts';

/** How strange one value is for its source, and why. Every tail is L = -log10 p, 0 to 6, higher is stranger. */
export interface FeatureVerdict {
  /** S: the mean of the five tails below, of the first two the larger. */
  readonly surprise: number;
  readonly tails: Readonly<Record<ExpertName, number>>;
  /** The value as it was judged: a float32, of a counter the rate per second. */
  readonly value: number;
  /** What was expected now, by the forecast that has been best. */
  readonly expected: number;
  /** The usual distance of such a forecast from the value. */
  readonly spread: number;
  /** Whether that forecast goes by what is usual at this very hour. */
  readonly isForecastOfHour: boolean;
  /** (value - expected) / spread. */
  readonly residual: number;
  /** What is usual at this hour on such a day, or without a clock lately, whatever the last values were. */
  readonly base: number;
  /** The usual distance of the values from that. */
  readonly baseSpread: number;
  /** Whether this very hour was seen before. */
  readonly isHourKnown: boolean;
  /** This is where the value was found to stand still as it never did; said once. */
  readonly isFrozen: boolean;
  /** Equal values in a row, this one included. */
  readonly run: number;
  /** Observations that this feature had, this one included. */
  readonly observations: number;
}

/** Who says so: point and one-step (joined), slow, shift, extreme, shape. */
export type ExpertName = 'point' | 'oneStep' | 'slow' | 'shift' | 'extreme' | 'shape';

/** Statistics in units of what is usual: 2^-6 to 2^15. */
const OCTAVES: Octaves = { bins: 21, lowest: -6 };
const EXPERTS = 5;

/** One object for all: it is filled anew for each value. */
const moment: Moment = {
  value: 0,
  n: 0,
  floor: 0,
  bin: 0,
  span: 0,
  base: 0,
  residual: 0,
  spread: 0,
  isBinKnown: false,
};

/**
 * Judges one value by the state of its feature in the workspace, and learns it.
 *
 * S = (max(L point, L one-step) + L slow + L shift + L extreme + L shape) / 5.
 *
 * @param value finite
 * @param bin of the profile, -1 where the time is unknown
 * @param span observations in a third of a day
 * @param numbers where the verdict goes, from `at` on by {@link NUMBER}, zero so far
 */
export function judgeFeature(value: number, bin: number, span: number, numbers: Float64Array, at: number): void {
  const { f32, u32, u16 } = feature;
  const n = ++u32[FEATURE.observations];
  moment.value = value;
  moment.n = n;
  moment.floor = floorOf();
  moment.bin = bin;
  moment.span = span;
  const isFrozen = frozenNow(n === 1, n > 1 && value === f32[FEATURE.lasts]);
  learnUsualLevel(value, n, moment.floor);
  findResidual(moment);
  const slowTail = tailThenCount(u16, FEATURE.slowTail, OCTAVES, slow(moment));
  const stepTail = tailThenCount(u16, FEATURE.oneStepTail, OCTAVES, oneStep(moment));
  const shiftTail = tailThenCount(u16, FEATURE.shiftTail, OCTAVES, levelShift(moment));
  const extremeTail = tailThenCount(u16, FEATURE.extremeTail, OCTAVES, extreme(moment));
  const shapeDecades = shapeDecadesOf(shape(moment));
  const pointTail = tailThenCount(u16, FEATURE.pointTail, OCTAVES, point(moment));
  const product = Math.min(pointTail, stepTail) * slowTail * shiftTail * extremeTail;
  numbers[at + NUMBER.observations] = n;
  numbers[at + NUMBER.surprise] = (shapeDecades - log10(product)) / EXPERTS;
  numbers[at + NUMBER.point] = pointTail;
  numbers[at + NUMBER.oneStep] = stepTail;
  numbers[at + NUMBER.slow] = slowTail;
  numbers[at + NUMBER.shift] = shiftTail;
  numbers[at + NUMBER.extreme] = extremeTail;
  numbers[at + NUMBER.shapeDecades] = shapeDecades;
  numbers[at + NUMBER.value] = value;
  numbers[at + NUMBER.expected] = forecast.expected;
  numbers[at + NUMBER.spread] = forecast.spread;
  numbers[at + NUMBER.base] = moment.base;
  numbers[at + NUMBER.baseSpread] = moment.spread;
  numbers[at + NUMBER.run] = u32[FEATURE.run];
  numbers[at + NUMBER.flags] =
    (forecast.isOfHour ? FLAG.isForecastOfHour : 0) |
    (bin >= 0 && moment.isBinKnown ? FLAG.isHourKnown : 0) |
    (isFrozen ? FLAG.isFrozen : 0);
}

/** The shape has a tail at the end of each block; between them the last one holds. */
function shapeDecadesOf(statistic: number): number {
  const { f32, u16 } = feature;
  if (!Number.isNaN(statistic)) {
    f32[FEATURE.blockTail] = -log10(tailThenCount(u16, FEATURE.shapeTail, OCTAVES, statistic));
  }
  return f32[FEATURE.blockTail];
}
