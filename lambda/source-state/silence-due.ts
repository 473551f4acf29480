import type { Sources } from '../../streams/sources.ts';
import type { SilenceDue } from './ports.ts';

/** Bytes: an item has below 1 KB. */
const LONGEST_NAME = 64;

/**
 * Says when a shard is to be missed.
 *
 * @param sources as they are at the commit
 * @param base all of them as they were before, by which they are counted
 */
export function silenceDueOf(sources: Sources, base: Sources): SilenceDue | undefined {
  const { silence } = sources.watch.clock;
  if (silence === undefined) return undefined;
  const { afterMs, usualMs } = silence;
  const known = { afterMs, usualMs: Math.round(usualMs), sources: Math.max(1, base.size) };
  if (base.size !== 1) return known;
  const [[source]] = base;
  return Buffer.byteLength(source) > LONGEST_NAME ? known : { ...known, source };
}
