import { FEATURE_BYTES, HEADER_BYTES, MOST_FEATURES } from './layout.ts';

/** One packed block, seen through every type that it holds. Whatever is written is rounded as it is stored. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly i16: Int16Array;
}

const room = new ArrayBuffer(HEADER_BYTES + MOST_FEATURES * FEATURE_BYTES);
const blocks = Array.from({ length: MOST_FEATURES }, (_, i) =>
  viewsOf(HEADER_BYTES + i * FEATURE_BYTES, FEATURE_BYTES),
);
/** A whole source, by its number of features. */
const wholes = Array.from(
  { length: MOST_FEATURES + 1 },
  (_, i) => new Uint8Array(room, 0, HEADER_BYTES + i * FEATURE_BYTES),
);

/**
 * Where a source is worked on: its header, and the block of the feature in work. A state is plain bytes, wherever its
 * owner keeps them: it is copied here, worked on and copied back, which costs less than views on each source would, and
 * a throw in between leaves it as it was.
 */
export const header: Views = viewsOf(0, HEADER_BYTES);
export let feature: Views = blocks[0];

/** Copies a state here. */
export function load(state: Uint8Array, features: number): void {
  wholes[features].set(state);
}

/** Copies the header alone. */
export function loadHeader(state: Uint8Array): void {
  header.bytes.set(state.subarray(0, HEADER_BYTES));
}

/** Makes this feature, from 0, the one in work. */
export function workOn(index: number): void {
  feature = blocks[index];
}

/** Copies what was worked on to where it is kept. */
export function store(state: Uint8Array, features: number): void {
  state.set(wholes[features]);
}

function viewsOf(at: number, length: number): Views {
  return {
    bytes: new Uint8Array(room, at, length),
    f64: new Float64Array(room, at, length / 8),
    f32: new Float32Array(room, at, length / 4),
    u32: new Uint32Array(room, at, length / 4),
    u16: new Uint16Array(room, at, length / 2),
    i16: new Int16Array(room, at, length / 2),
  };
}
