import { isGzip } from '../../contracts/record-forms/gzip.ts';
import { isKplAggregate } from '../../contracts/record-forms/kpl-aggregate.ts';
import { encodeRedriven, type RedrivenPart } from '../../contracts/record-forms/redriven.ts';
import type { OutgoingRecord } from '../stream/write-records.ts';
import type { Candidate } from './candidate.ts';

/** A record for the stream, and the candidates that are on the stream again when it is. */
export interface RedriveRecord extends OutgoingRecord {
  readonly candidates: readonly Candidate[];
}

/**
 * Of one record, as it was before: what is decoded at once must stay small, and a refused record is sent again as a
 * whole.
 */
const MAX_DATA_BYTES = 64 * 1024;
const MAX_CANDIDATES = 200;
/** Candidates that wait for others with their key. */
const WINDOW = 2000;
/** What Kinesis takes, with room for the partition key. */
const MAX_RECORD_BYTES = 1024 * 1024 - 1024;

/** Candidates of one key that will share a record. */
interface Pack {
  readonly candidates: Candidate[];
  bytes: number;
  readonly isCompressed: boolean;
}

/**
 * Records for the stream, several candidates of one partition key in each: a call takes one record of each key, so that
 * nothing is overtaken, and a key may have thousands. Candidates of a key keep their order.
 */
export async function* packRecords(candidates: AsyncIterable<Candidate>): AsyncGenerator<RedriveRecord> {
  let packs = new Map<string, Pack>();
  let waiting = 0;
  for await (const candidate of candidates) {
    const { partitionKey } = candidate;
    const pack = packs.get(partitionKey);
    const next = packOf(candidate);
    if (pack && fits(pack, next)) {
      pack.candidates.push(candidate);
      pack.bytes += next.bytes;
    } else {
      if (pack) yield* toRecords(pack.candidates);
      // Deleted first, so that it comes after those that wait for longer.
      packs.delete(partitionKey);
      packs.set(partitionKey, next);
    }
    if (++waiting < WINDOW) continue;
    for (const full of packs.values()) yield* toRecords(full.candidates);
    packs = new Map();
    waiting = 0;
  }
  for (const rest of packs.values()) yield* toRecords(rest.candidates);
}

function packOf(candidate: Candidate): Pack {
  const data = candidate.parts.map((part) => part.data);
  return {
    candidates: [candidate],
    bytes: data.reduce((sum, { length }) => sum + length, 0),
    // It may become very much when it is unpacked, and the limits are a record's.
    isCompressed: data.some((bytes) => isGzip(bytes) || isKplAggregate(bytes)),
  };
}

function fits(pack: Pack, next: Pack): boolean {
  if (pack.isCompressed || next.isCompressed) return false;
  return pack.candidates.length < MAX_CANDIDATES && pack.bytes + next.bytes <= MAX_DATA_BYTES;
}

/** One record, or as many as it takes; the last of them completes the candidates. */
function* toRecords(
  candidates: readonly Candidate[],
  parts: readonly RedrivenPart[] = candidates.flatMap((candidate) => candidate.parts),
): Generator<RedriveRecord> {
  const source = candidates[0].partitionKey;
  const data = encodeRedriven(parts);
  if (data.length <= MAX_RECORD_BYTES) {
    yield { row: 0, source, data, dueMs: 0, candidates };
  } else if (parts.length === 1) {
    // Base64 takes a third more room. What then is too large for a record fitted one as it was, and goes as it was,
    // without the mark.
    yield { row: 0, source, data: parts[0].data, dueMs: 0, candidates };
  } else {
    const middle = parts.length >> 1;
    for (const record of toRecords(candidates, parts.slice(0, middle))) yield { ...record, candidates: [] };
    yield* toRecords(candidates, parts.slice(middle));
  }
}
