import { log2 } from '../kernels/log2.ts';

/** A row that is so much older weighs e times less. */
export const DECAY_MS = 86_400_000;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const TWO_TO_26 = 67_108_864;
const TWO_TO_MINUS_53 = Number.EPSILON / 2;

/**
 * Hashes a text by FNV-1a over its UTF-16 units, 32 bits.
 *
 * @param hash of what stands in front of it: a text may be hashed piece by piece
 * @see Eastlake et al. (2024), RFC 9923, the FNV non-cryptographic hash algorithm
 */
export function identityHash(text: string, hash = FNV_OFFSET): number {
  let mixed = hash;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), FNV_PRIME);
  return mixed;
}

/**
 * Gives the priority of a row, by which the highest stay: its age, and chance made of its identity, so that the same
 * row has the same one whoever asks and however often it is delivered. Those with the highest are a sample of all rows,
 * without replacement, in which each weighs e to the power of its arrival in {@link DECAY_MS}.
 *
 * @param recordHash {@link identityHash} `shardId:sequenceNumber`
 * @param index of the observation in its record
 * @see Cormode, Shkapenyuk, Srivastava & Xu (2009), Forward decay: weights that never have to be changed
 * @see Efraimidis & Spirakis (2006), Weighted random sampling with a reservoir; as its logarithm, which is Gumbel noise
 */
export function priorityOf(recordHash: number, index: number, arrivalMs: number): number {
  const seed = recordHash + Math.imul(index + 1, 0x9e3779b9);
  const bits = (mixed(seed) >>> 5) * TWO_TO_26 + (mixed(seed ^ 0x7f4a7c15) >>> 6);
  const uniform = (bits + 0.5) * TWO_TO_MINUS_53;
  return arrivalMs / DECAY_MS - ln(-ln(uniform));
}

/** {@link priorityOf} a row by its identity, `shardId:sequenceNumber:index`. */
export function priorityOfIdentity(identity: string, arrivalMs: number): number {
  const end = identity.lastIndexOf(':');
  return priorityOf(identityHash(identity.slice(0, end)), Number(identity.slice(end + 1)), arrivalMs);
}

function ln(x: number): number {
  return log2(x) * Math.LN2;
}

/** The finaliser of SplitMix32: each bit of a hash decides half of all bits. */
function mixed(hash: number): number {
  let z = hash ^ (hash >>> 16);
  z = Math.imul(z, 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}
