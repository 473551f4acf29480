import { seededRandom } from '../../kernels/random.ts';
import { judgeAndLearn, type StreamVerdict } from '../../streams/judge-and-learn.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { normals } from '../support/streams.ts';

/** Five minutes apart, from a Monday at midnight on. */
export const START_MS = Date.UTC(2024, 0, 1);
export const STEP_MS = 300_000;
const DAY = 288;

type Make = (length: number, seed: number) => number[];

const each =
  (seed: number, value: (normal: () => number, row: number) => number): Make =>
  (length, other) => {
    const normal = normals(1000 * seed + other);
    return Array.from({ length }, (_, row) => value(normal, row));
  };

const summed =
  (seed: number, decay: number): Make =>
  (length, other) => {
    const normal = normals(1000 * seed + other);
    let level = 0;
    return Array.from({ length }, () => {
      level = decay * level + normal();
      return level;
    });
  };

/** Streams without any anomaly. */
export const CALM: Readonly<Record<string, Make>> = {
  'white noise': each(1, (normal) => 10 + normal()),
  autoregression: summed(2, 0.95),
  'random walk': summed(3, 1),
  'daily sine': each(4, (normal, row) => 50 + 20 * Math.sin((2 * Math.PI * row) / DAY) + normal()),
  lognormal: each(5, (normal) => Math.exp(1.5 * normal())),
  trend: each(6, (normal, row) => 0.001 * row + normal()),
  'rare ones': (length, seed) => {
    const random = seededRandom(7000 + seed);
    return Array.from({ length }, () => Number(random() < 0.05));
  },
  'counts by the hour': each(8, (normal, row) => {
    const mean = 20 + 15 * Math.sin((2 * Math.PI * row) / DAY);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  }),
};

/** The verdicts of a source of one feature. */
export function verdictsOf(values: readonly number[], stepMs = STEP_MS): StreamVerdict[] {
  const state = createSourceState(1);
  return values.map((value, row) => judgeAndLearn(state, { timestampMs: START_MS + row * stepMs, values: [value] }));
}

/** The rows that alarm. */
export function alarmsOf(values: readonly number[], stepMs?: number): number[] {
  return verdictsOf(values, stepMs).flatMap(({ isAlarm }, row) => (isAlarm ? [row] : []));
}
