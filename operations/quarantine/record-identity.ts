/** Which record it is: what the identities of its observations begin with. */
export function recordIdentity({ shardId, sequenceNumber }: { shardId: string; sequenceNumber: string }): string {
  return `${shardId}:${sequenceNumber}`;
}
