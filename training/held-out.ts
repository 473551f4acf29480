import { createHash } from 'node:crypto';

/** Enough to compare two models by, and no more than training can spare. */
const HELD_OUT_SHARE = 0.2;

/**
 * Says whether no model is ever trained on a row, so that any two can be compared on it: a fifth of all, by the hash of
 * its identity. It is another hash than the one by which rows are sampled, which would have chosen among low hashes.
 *
 * @param identity `shardId:sequenceNumber:index`
 */
export function isHeldOut(identity: string): boolean {
  const hash = createHash('sha256').update(`held out ${identity}`).digest();
  return hash.readUInt32BE(0) < HELD_OUT_SHARE * 2 ** 32;
}
