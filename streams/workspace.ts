import { FEATURE_BYTES, HEADER_BYTES } from './layout.ts';

/** One packed block, seen through every type that it holds. Whatever is written is rounded as it is stored. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly i16: Int16Array;
}

/**
 * Where the header of the source and the block of the feature in work lie. A state is plain bytes, wherever its owner
 * keeps them: they are copied here, worked on and copied back, which costs less than views on each source would.
 */
export const header: Views = viewsOf(HEADER_BYTES);
export const feature: Views = viewsOf(FEATURE_BYTES);

/** Copies a block of a state to where it is worked on. */
export function load({ bytes }: Views, state: Uint8Array, at: number): void {
  bytes.set(state.subarray(at, at + bytes.length));
}

/** Copies it back. */
export function store({ bytes }: Views, state: Uint8Array, at: number): void {
  state.set(bytes, at);
}

function viewsOf(length: number): Views {
  const bytes = new Uint8Array(length);
  const { buffer } = bytes;
  return {
    bytes,
    f64: new Float64Array(buffer),
    f32: new Float32Array(buffer),
    u32: new Uint32Array(buffer),
    u16: new Uint16Array(buffer),
    i16: new Int16Array(buffer),
  };
}
