import { isGzip } from '../../contracts/record-forms/gzip.ts';
import { isKplAggregate } from '../../contracts/record-forms/kpl-aggregate.ts';
import { encodeRedriven, type RedrivenPart } from '../../contracts/record-forms/redriven.ts';
import type { OutgoingRecord } from '../stream/write-records.ts';
import type { Candidate } from './candidate.ts';

/** A record for the stream, and the candidates that are on the stream again when it is. */
export interface RedriveRecord extends OutgoingRecord {
  readonly candidates: readonly Candidate[];
}

/** Of one record, as it was before: what is decoded at once must stay small, and a refused record is sent again as a whole. */
const MAX_DATA_BYTES = 64 * 1024;
const MAX_CANDIDATES = 200;
/** Candidates that wait for others with their key. */
const WINDOW = 2000;
/** What Kinesis takes, with room for the partition key. */
const MAX_RECORD_BYTES = 1024 * 1024 - 1024;

/**
 * Records for the stream, several candidates of one partition key in each: a call takes one record of each key, so that nothing is
 * overtaken, and a key may have thousands. Candidates of a key keep their order.
 */
export async function* packRecords(candidates: AsyncIterable<Candidate>): AsyncGenerator<RedriveRecord> {
  let packs = new Map<string, Candidate[]>();
  let waiting = 0;
  for await (const candidate of candidates) {
    const { partitionKey } = candidate;
    const pack = packs.get(partitionKey);
    if (pack && fits(pack, candidate)) {
      pack.push(candidate);
    } else {
      if (pack) yield* toRecords(pack);
      // Deleted first, so that it comes after those that wait for longer.
      packs.delete(partitionKey);
      packs.set(partitionKey, [candidate]);
    }
    if (++waiting < WINDOW) continue;
    for (const full of packs.values()) yield* toRecords(full);
    packs = new Map();
    waiting = 0;
  }
  for (const rest of packs.values()) yield* toRecords(rest);
}

function fits(pack: readonly Candidate[], candidate: Candidate): boolean {
  const all = [...pack, candidate];
  const parts = allParts(all);
  // Compressed data may become very much when it is unpacked, and the limits are a record's.
  if (parts.some(({ data }) => isGzip(data) || isKplAggregate(data))) return false;
  return all.length <= MAX_CANDIDATES && dataBytes(parts) <= MAX_DATA_BYTES;
}

function dataBytes(parts: readonly RedrivenPart[]): number {
  return parts.reduce((sum, { data }) => sum + data.length, 0);
}

/** One record, or as many as it takes; the last of them completes the candidates. */
function* toRecords(candidates: readonly Candidate[], parts = allParts(candidates)): Generator<RedriveRecord> {
  const source = candidates[0]!.partitionKey;
  const data = encodeRedriven(parts);
  if (data.length <= MAX_RECORD_BYTES) {
    yield { row: 0, source, data, dueMs: 0, candidates };
  } else if (parts.length === 1) {
    // Base64 takes a third more room. What then is too large for a record fitted one as it was, and goes as it was, without the mark.
    yield { row: 0, source, data: parts[0]!.data, dueMs: 0, candidates };
  } else {
    const middle = parts.length >> 1;
    for (const record of toRecords(candidates, parts.slice(0, middle))) yield { ...record, candidates: [] };
    yield* toRecords(candidates, parts.slice(middle));
  }
}

function allParts(candidates: readonly Candidate[]): RedrivenPart[] {
  return candidates.flatMap(({ parts }) => parts);
}
