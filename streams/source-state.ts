import { FEATURE_BYTES, HEADER, HEADER_BYTES, MOST_FEATURES, STATE_VERSION } from './layout.ts';

/**
 * What is known of one source: packed bytes, in memory as in a snapshot. Whoever keeps them may move and copy them;
 * only this room writes into them.
 */
export type SourceState = Uint8Array;

/** Makes the state of a source of which nothing is known yet: 168 bytes, and 1,264 a feature. */
export function createSourceState(features: number): SourceState {
  if (!Number.isInteger(features) || features < 1 || features > MOST_FEATURES) {
    throw new RangeError(`a source has 1 to ${MOST_FEATURES} features, not ${features}`);
  }
  return begun(new Uint8Array(stateBytesOf(features)), features);
}

/** Makes a state that knows more features: those that are new follow the others, which keep what they know. */
export function widenSourceState(state: SourceState, features: number): SourceState {
  const before = featuresOf(state);
  if (features < before) throw new RangeError(`a source of ${before} features cannot go on with ${features}`);
  const wider = createSourceState(features);
  wider.set(state);
  return begun(wider, features);
}

/** Gives what is known, with room for so many features; undefined: nothing is. */
export function stateFor(known: SourceState | undefined, features: number): SourceState {
  if (known === undefined) return createSourceState(features);
  return features > featuresOf(known) ? widenSourceState(known, features) : known;
}

/**
 * Says how many features a state is of.
 *
 * @throws {RangeError} where these bytes are no state of this version
 */
export function featuresOf(state: SourceState): number {
  if (state.length < HEADER_BYTES) throw unlike(`${state.length} bytes`, `at least ${HEADER_BYTES}`);
  const version = shortAt(state, HEADER.version);
  if (version !== STATE_VERSION) throw unlike(`version ${version}`, `version ${STATE_VERSION}`);
  const features = shortAt(state, HEADER.features);
  if (features > MOST_FEATURES) throw unlike(`${features} features`, `at most ${MOST_FEATURES}`);
  if (state.length !== stateBytesOf(features)) {
    throw unlike(`${state.length} bytes for ${features} features`, `${stateBytesOf(features)}`);
  }
  return features;
}

/** Reads a u16 of the header. */
function shortAt(state: SourceState, index: number): number {
  return state[2 * index] + 256 * state[2 * index + 1];
}

function unlike(got: string, wanted: string): RangeError {
  return new RangeError(
    `these bytes are not the state of a source: ${got}, wanted ${wanted}; forget it and begin anew`,
  );
}

/** Says how many bytes a state of so many features has. */
export function stateBytesOf(features: number): number {
  return HEADER_BYTES + features * FEATURE_BYTES;
}

function begun(state: SourceState, features: number): SourceState {
  const view = new DataView(state.buffer, state.byteOffset);
  view.setUint16(2 * HEADER.version, STATE_VERSION, true);
  view.setUint16(2 * HEADER.features, features, true);
  return state;
}
