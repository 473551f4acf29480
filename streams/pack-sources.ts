import { ByteReader, ByteWriter, checksumOf } from './bytes.ts';
import { readDerived, writeDerived } from './derived/pack-derived.ts';
import type { KeptSource } from './kept-source.ts';
import { ShardClock } from './shard-clock.ts';
import { featuresOf, stateBytesOf } from './source-state.ts';
import { Sources } from './sources.ts';
import type { SourcesSettings } from './sources-settings.ts';

/**
 * The packed form of all sources of a shard, version 2, little-endian:
 *
 * | | |
 * |---|---|
 * | u32 | {@link MAGIC}, whose lowest byte is the version |
 * | u32 | checksum of all that follows |
 * | | the clock, 76 bytes: `ShardClock` |
 * | u32 | how many lists of names follow |
 * | | each: u32 how many names, then the names |
 * | u32 | how many sources follow |
 * | | each, the least recently touched first: its name, u32 which list, f64 when last seen, its state |
 * | | what derived features are made of, see `derived/pack-derived.ts` |
 *
 * A text is a u32, its length, and as many u16, its UTF-16 code units: also what is no text in UTF-8 stays what it is.
 * Lists are in the order of their first use, so that the same sources have the same bytes.
 */
const MAGIC = 0x57535302;
const HEADER_BYTES = 8;
/** Of a source beside its name and its state. */
const SOURCE_BYTES = 16;

/** Packs all sources; of an overlay with all that it learned. */
export function packSources(sources: Sources): Uint8Array {
  const all = [...sources];
  const lists = listsOf(all);
  const length = all.reduce((sum, [name, { state }]) => sum + SOURCE_BYTES + 2 * name.length + state.length, 4096);
  const body = new ByteWriter(length);
  body.u32(MAGIC);
  body.u32(0);
  sources.watch.clock.pack(body);
  body.u32(lists.size);
  for (const { names } of lists.values()) {
    body.u32(names.length);
    for (const name of names) body.text(name);
  }
  body.u32(all.length);
  for (const [source, { names, state, lastSeenMs }] of all) {
    body.text(source);
    body.u32(lists.get(keyOf(names))!.index);
    body.f64(lastSeenMs);
    body.bytes(state);
  }
  if (sources.plan?.segments.length)
    writeDerived(
      body,
      sources.plan.segments,
      all.map(([, { derived }]) => derived!),
    );
  const packed = body.written();
  new DataView(packed.buffer).setUint32(4, checksumOf(packed.subarray(HEADER_BYTES)), true);
  return packed;
}

/**
 * Reads what {@link packSources} wrote. The states are parts of these bytes, which must not be used for anything else.
 *
 * @throws {RangeError} where these are not such bytes, or are damaged
 */
export function unpackSources(packed: Uint8Array, settings: SourcesSettings): Sources {
  const reader = new ByteReader(packed);
  if (reader.u32() !== MAGIC) throw new RangeError(`these bytes are not packed sources of version ${MAGIC & 0xff}`);
  const sum = reader.u32();
  const got = checksumOf(packed.subarray(HEADER_BYTES));
  if (got !== sum) throw new RangeError(`these packed sources are damaged: their checksum is ${got}, wanted ${sum}`);
  const sources = new Sources(settings);
  const clock = ShardClock.unpack(reader);
  const lists = Array.from({ length: reader.u32() }, () => {
    return Array.from({ length: reader.u32() }, () => reader.text());
  });
  const all = Array.from({ length: reader.u32() }, () => {
    const source = reader.text();
    const names = lists[reader.u32()];
    const lastSeenMs = reader.f64();
    const state = reader.bytes(stateBytesOf(names.length));
    // Refuses a state of another version: nothing could be judged by it.
    featuresOf(state);
    return { source, names, state, lastSeenMs };
  });
  const derived = sources.plan && readDerived(reader, sources.plan.segments, all.length);
  for (const [i, { source, ...kept }] of all.entries()) sources.restore(source, { ...kept, derived: derived?.[i] });
  sources.setClock(clock);
  return sources;
}

/** Lists of names, each once, in the order of their first use. */
function listsOf(all: readonly (readonly [string, KeptSource])[]) {
  const lists = new Map<string, { readonly index: number; readonly names: readonly string[] }>();
  for (const [, { names }] of all) {
    const key = keyOf(names);
    if (!lists.has(key)) lists.set(key, { index: lists.size, names });
  }
  return lists;
}

/** The lists of most sources are the very same arrays. */
const keys = new WeakMap<readonly string[], string>();

function keyOf(names: readonly string[]): string {
  let key = keys.get(names);
  if (key === undefined) {
    key = JSON.stringify(names);
    keys.set(names, key);
  }
  return key;
}
