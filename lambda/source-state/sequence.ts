/**
 * Whether a record of a shard comes before another of the same shard: sequence numbers are integers of up to 56 digits,
 * written without zeros in front, so that the shorter text is the smaller number.
 */
export function isEarlier(sequenceNumber: string, than: string): boolean {
  return sequenceNumber.length === than.length ? sequenceNumber < than : sequenceNumber.length < than.length;
}
