import type { Candidate } from './candidate.ts';

export interface Choice {
  /** As `redrivenIdentities` gives them: what is on the stream again is left out. */
  readonly redriven: ReadonlySet<string>;
  /** Only observations that were quarantined for this reason; nothing that was given up. */
  readonly reason?: string;
}

/**
 * Each observation once: quarantine has it again where a batch was delivered again and cut elsewhere, and a record that
 * was given up whole has it, too.
 * @param candidates in the order of the stream
 */
export async function* chooseCandidates(
  candidates: AsyncIterable<Candidate>,
  { redriven, reason }: Choice,
): AsyncGenerator<Candidate> {
  let record = '';
  let identity = '';
  const again = new Set<string>();
  for await (const candidate of candidates) {
    const isRepeated = candidate.identity === identity || isWithin(candidate.identity, record);
    identity = candidate.identity;
    if (isRepeated || redriven.has(identity) || redriven.has(recordOf(candidate))) continue;
    if (reason !== undefined && candidate.reason !== reason) continue;
    if (candidate.kind === 'given_up') record = identity;
    else if (isCopy(candidate, again)) continue;
    yield candidate;
  }
}

/** The same bytes of the same case, under two identities: an interrupted redrive had put them on the stream twice. */
function isCopy({ identity, parts }: Candidate, seen: Set<string>): boolean {
  const [{ redrivenFrom, data }] = parts as [Candidate['parts'][number]];
  if (redrivenFrom === identity) return false;
  const copy = `${redrivenFrom} ${Buffer.from(data).toString('base64')}`;
  const isSeen = seen.has(copy);
  seen.add(copy);
  return isSeen;
}

function recordOf({ shardId, sequenceNumber }: Candidate): string {
  return `${shardId}:${sequenceNumber}`;
}

function isWithin(identity: string, record: string): boolean {
  return record !== '' && identity.startsWith(`${record}:`);
}
