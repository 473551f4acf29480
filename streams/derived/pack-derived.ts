import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { DerivedState, Segment } from './derived-plan.ts';

/**
 * What derived features are made of, behind the packed sources: absent where nothing is derived, and passed over by
 * code that does not know it, little-endian:
 *
 * | | |
 * |---|---|
 * | u32 | {@link MAGIC} |
 * | u32 | how many segments each state has |
 * | | each: its key, u32 its bytes |
 * | | of each source, in their order, its state |
 */
const MAGIC = 0x57534401;

/** Writes the states of all sources, in their order. */
export function writeDerived(body: ByteWriter, segments: readonly Segment[], states: readonly DerivedState[]): void {
  body.u32(MAGIC);
  body.u32(segments.length);
  for (const { key, bytes } of segments) {
    body.text(key);
    body.u32(bytes);
  }
  for (const state of states) body.bytes(state);
}

/**
 * Reads what {@link writeDerived} wrote, as another list of derived features has it: what both have is kept, what is
 * new begins with nothing.
 *
 * @param count how many sources there are
 * @returns undefined where there is nothing of the kind
 */
export function readDerived(reader: ByteReader, wanted: readonly Segment[], count: number): DerivedState[] | undefined {
  if (reader.isAtEnd || reader.u32() !== MAGIC) return undefined;
  const kept = Array.from({ length: reader.u32() }, () => ({ key: reader.text(), bytes: reader.u32() }));
  const places = placesOf(wanted);
  const bytes = wanted.reduce((sum, segment) => sum + segment.bytes, 0);
  return Array.from({ length: count }, () => {
    const state = new Uint8Array(bytes);
    for (const segment of kept) {
      const part = reader.bytes(segment.bytes);
      const place = places.get(segment.key);
      if (place?.bytes === segment.bytes) state.set(part, place.at);
    }
    return state;
  });
}

function placesOf(segments: readonly Segment[]) {
  const places = new Map<string, { readonly at: number; readonly bytes: number }>();
  let at = 0;
  for (const { key, bytes } of segments) {
    places.set(key, { at, bytes });
    at += bytes;
  }
  return places;
}
