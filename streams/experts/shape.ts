import { log2 } from '../../kernels/log2.ts';
import { type Decay, decay, weightOf } from '../decaying-counts.ts';
import { FEATURE } from '../layout.ts';
import type { Moment } from '../moment.ts';
import { feature } from '../workspace.ts';

const BLOCK = 6;
const WINDOW = 8;
const PROTOTYPES = 32;
/** Stored values are whole steps of 1/256. */
const STEPS = 256;
const MOST_STEPS = 32_767;
/** A window that is farther from every prototype becomes one itself. */
const NOVEL = 0.5;
/** A use counts half after 693 blocks: .999^693 = 1/2. */
const USES: Decay = { halfLife: 693, unit: 16 };

/** Where the nearest prototype is, and how far in steps, RMS; index -1 where there is none. */
const nearest = { index: -1, distance: 0 };

/**
 * Did it ever run like this? A small adaptive resonance memory. The mean u of each 6 values becomes
 * v = sign(w) ln(1 + |w|), w = (u - usual level) / usual distance, which know u already; the last 8 v are a window, its statistic the root
 * mean square to the nearest of up to 32 prototypes. A window farther than .5 from all becomes one, in place of the
 * least used; else the nearest moves a tenth of the way.
 *
 * @returns the distance, at the end of a block; NaN in between, and where there was no prototype yet
 */
export function shape({ value, floor }: Moment): number {
  const { f32, bytes } = feature;
  f32[FEATURE.blockSum] += value;
  if (++bytes[FEATURE.blockCount] < BLOCK) return Number.NaN;
  const mean = f32[FEATURE.blockSum] / BLOCK;
  f32[FEATURE.blockSum] = 0;
  bytes[FEATURE.blockCount] = 0;
  push(stepsOf(mean, floor));
  if (bytes[FEATURE.windowCount] < WINDOW) return Number.NaN;
  findNearest();
  const { index, distance } = nearest;
  const statistic = index < 0 ? Number.NaN : distance / STEPS;
  learnWindow(index, statistic);
  return statistic;
}

function stepsOf(mean: number, floor: number): number {
  const w = (mean - feature.f32[FEATURE.usual]) / Math.max(feature.f32[FEATURE.usualSpread], floor);
  const v = Math.LN2 * log2(1 + Math.abs(w));
  return Math.sign(w) * Math.min(Math.round(v * STEPS), MOST_STEPS);
}

function push(steps: number): void {
  const { i16, bytes } = feature;
  i16.copyWithin(FEATURE.window, FEATURE.window + 1, FEATURE.window + WINDOW);
  i16[FEATURE.window + WINDOW - 1] = steps;
  if (bytes[FEATURE.windowCount] < WINDOW) bytes[FEATURE.windowCount]++;
}

function findNearest(): void {
  const { i16, bytes } = feature;
  let least = Number.POSITIVE_INFINITY;
  nearest.index = -1;
  for (let p = 0; p < bytes[FEATURE.prototypeCount]; p++) {
    const at = FEATURE.prototypes + p * WINDOW;
    let squares = 0;
    for (let i = 0; i < WINDOW && squares < least; i++) {
      const difference = i16[FEATURE.window + i] - i16[at + i];
      squares += difference * difference;
    }
    if (squares >= least) continue;
    least = squares;
    nearest.index = p;
  }
  nearest.distance = Math.sqrt(least / WINDOW);
}

function learnWindow(index: number, statistic: number): void {
  const { u16, i16, bytes } = feature;
  u16[FEATURE.blocks] = (u16[FEATURE.blocks] + 1) % USES.halfLife;
  decay(USES, u16[FEATURE.blocks], u16, FEATURE.uses, PROTOTYPES);
  const use = weightOf(USES, u16[FEATURE.blocks]);
  if (statistic <= NOVEL) {
    for (let i = 0; i < WINDOW; i++) {
      const at = FEATURE.prototypes + index * WINDOW + i;
      const difference = i16[FEATURE.window + i] - i16[at];
      // Rounded up, because a tenth of a small difference would be no step at all.
      i16[at] += Math.sign(difference) * Math.ceil(Math.abs(difference) / 10);
    }
    u16[FEATURE.uses + index] += use;
    return;
  }
  const place = bytes[FEATURE.prototypeCount] < PROTOTYPES ? bytes[FEATURE.prototypeCount]++ : leastUsed();
  i16.copyWithin(FEATURE.prototypes + place * WINDOW, FEATURE.window, FEATURE.window + WINDOW);
  u16[FEATURE.uses + place] = use;
}

function leastUsed(): number {
  const { u16 } = feature;
  let least = 0;
  for (let p = 1; p < PROTOTYPES; p++) if (u16[FEATURE.uses + p] < u16[FEATURE.uses + least]) least = p;
  return least;
}
