/** Whether a record of a shard comes before another of the same shard: sequence numbers are integers of 56 digits. */
export function isEarlier(sequenceNumber: string, than: string): boolean {
  return BigInt(sequenceNumber) < BigInt(than);
}
