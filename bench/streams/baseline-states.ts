import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { FEATURE, FEATURE_BYTES, HEADER, HEADER_BYTES } from '../../streams/layout.ts';
import { createSourceState, type SourceState } from '../../streams/source-state.ts';
import type { Series } from './series.ts';

/** What a new source begins with, by its first values; undefined: with nothing. */
export type Baseline = (first: ArrayLike<number>) => SourceState | undefined;

/** Rows that are learned of each peer. */
const ROWS = 2000;
/** Elements of a feature's block: its numbers of four bytes, and its histograms. */
const NUMBERS = [FEATURE.mean, FEATURE.pointTail / 2] as const;
const HISTOGRAMS = [FEATURE.pointTail, FEATURE.uses] as const;
/** Of those numbers, the ones that are values of the feature. */
const LEVELS = [
  FEATURE.level,
  FEATURE.lowest,
  FEATURE.highest,
  FEATURE.slow,
  FEATURE.usual,
  FEATURE.lasts,
  FEATURE.lasts + 1,
  FEATURE.lasts + 2,
  FEATURE.robustLevel,
  FEATURE.holtLevel,
];

/** Each makes of peers what a new source begins with. */
export const BASELINES: Readonly<Record<string, (peers: readonly Series[]) => Baseline>> = {
  nothing: () => () => undefined,
  'one state of all': (peers) => {
    const state = begun(stateOfAll(peers), stateOf(peers[0]));
    return () => state.slice();
  },
  'mean of states': (peers) => {
    const mean = meanOf(peers.map(stateOf));
    return () => mean.slice();
  },
  'mean, at its level': (peers) => {
    const mean = meanOf(peers.map(stateOf));
    return (first) => atLevel(mean.slice(), first);
  },
  histograms: (peers) => {
    const mean = meanOf(peers.map(stateOf));
    const state = createSourceState(peers[0].features);
    for (let i = 0; i < peers[0].features; i++) {
      shorts(state, i).set(shorts(mean, i).subarray(...HISTOGRAMS), HISTOGRAMS[0]);
    }
    return () => state.slice();
  },
};

function stateOf({ features, timesMs, values }: Series): SourceState {
  const state = createSourceState(features);
  for (let row = 0; row < Math.min(ROWS, timesMs.length); row++) learn(state, timesMs[row], values, row, features);
  return state;
}

/** Rows of all peers by turns, each peer's in the order of time. */
function stateOfAll(peers: readonly Series[]): SourceState {
  const { features } = peers[0];
  const state = createSourceState(features);
  const longest = Math.max(...peers.map(({ timesMs }) => timesMs.length));
  const most = Math.ceil((3 * ROWS) / peers.length);
  for (let row = 0; row < longest; row += Math.max(1, Math.floor(longest / most))) {
    for (const { timesMs, values } of peers) {
      if (row < timesMs.length) learn(state, timesMs[row], values, row, features);
    }
  }
  return state;
}

function learn(state: SourceState, timestampMs: number, values: Float64Array, row: number, features: number): void {
  judgeAndLearn(state, { timestampMs, values: values.subarray(row * features, (row + 1) * features) });
}

/** The header begins anew, but for the usual interval. */
function begun(state: SourceState, peer: SourceState): SourceState {
  const header = createSourceState(1).subarray(0, HEADER_BYTES);
  const [from, to] = [peer, header].map(({ buffer, byteOffset }) => new DataView(buffer, byteOffset));
  for (const at of [4 * HEADER.logInterval, 4 * HEADER.intervals]) to.setUint32(at, from.getUint32(at, true), true);
  to.setUint16(2 * HEADER.features, (state.length - HEADER_BYTES) / FEATURE_BYTES, true);
  state.set(header);
  return state;
}

/** Field by field; what is no number that has a mean is the first peer's. */
function meanOf(states: readonly SourceState[]): SourceState {
  const mean = begun(states[0].slice(), states[0]);
  for (let i = 0; i < (mean.length - HEADER_BYTES) / FEATURE_BYTES; i++) {
    average(
      floats(mean, i),
      states.map((state) => floats(state, i)),
      NUMBERS,
    );
    average(
      shorts(mean, i),
      states.map((state) => shorts(state, i)),
      HISTOGRAMS,
    );
  }
  return mean;
}

type Fields = Float32Array | Uint16Array;

function average(to: Fields, from: readonly Fields[], [first, end]: readonly [number, number]): void {
  for (let at = first; at < end; at++) to[at] = from.reduce((sum, fields) => sum + fields[at], 0) / from.length;
}

/** Moves what a feature usually is to its first value. */
function atLevel(state: SourceState, first: ArrayLike<number>): SourceState {
  for (let i = 0; i < first.length; i++) {
    const own = floats(state, i);
    const shift = Number.isFinite(first[i]) ? first[i] - own[FEATURE.usual] : 0;
    for (const at of LEVELS) own[at] += shift;
    for (let bin = 0; bin < 48; bin++) own[FEATURE.profile + bin] += shift;
  }
  return state;
}

function floats(state: SourceState, feature: number): Float32Array {
  return new Float32Array(state.buffer, HEADER_BYTES + feature * FEATURE_BYTES, FEATURE_BYTES / 4);
}

function shorts(state: SourceState, feature: number): Uint16Array {
  return new Uint16Array(state.buffer, HEADER_BYTES + feature * FEATURE_BYTES, FEATURE_BYTES / 2);
}
