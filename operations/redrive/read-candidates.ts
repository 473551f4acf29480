import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { FieldMapping } from '../../contracts/mapping.ts';
import { GIVEN_UP_PREFIX, QUARANTINE_PREFIX } from '../../contracts/quarantine.ts';
import { readLog } from '../installation/read-log.ts';
import { decodeQuarantined } from '../quarantine/decode-quarantined.ts';
import { decodeGivenUp, type GivenUpBatch, givenUpBatches } from '../quarantine/given-up.ts';
import { listKeys, readObject } from '../quarantine/list-objects.ts';
import type { Location } from '../quarantine/location.ts';
import { type Candidate, givenUpCandidate, quarantinedCandidate } from './candidate.ts';
import { ConsumerProgress, PROGRESS_MESSAGES } from './consumer-progress.ts';
import { type CandidateSource, inStreamOrder } from './in-stream-order.ts';

export interface FoundCandidates {
  /** In the order of the stream; the same observation may come more than once. */
  readonly candidates: AsyncIterable<Candidate>;
  /** Records of given-up batches that had been judged before, as far as they were come by: left out. */
  judgedBefore(): number;
}

/** The consumer's log, which says how far it came, and the mapping with which it reads records. */
export interface ConsumerLog {
  readonly client: CloudWatchLogsClient;
  readonly logGroupName: string;
  readonly mapping: FieldMapping;
}

/** Whether anything that could go on a stream lies there. */
export function isRedrivable(location: Location): boolean {
  return [QUARANTINE_PREFIX, GIVEN_UP_PREFIX].some((prefix) => within(location, prefix));
}

/** What lies at the location, without what the consumer's log says was finished before its batch was given up. */
export async function readCandidates(client: S3Client, location: Location, log: ConsumerLog): Promise<FoundCandidates> {
  const progress = new ConsumerProgress();
  const judged = new Set<string>();
  const sources = await quarantineSources(client, within(location, QUARANTINE_PREFIX));
  const span = { fromMs: Number.POSITIVE_INFINITY, toMs: 0 };
  for await (const batch of givenUp(client, within(location, GIVEN_UP_PREFIX))) {
    span.fromMs = Math.min(span.fromMs, ...batch.records.map(({ arrivalMs }) => arrivalMs));
    span.toMs = Math.max(span.toMs, Date.parse(batch.givenUpAt));
    sources.push(givenUpSource(client, location.bucket, batch, { progress, mapping: log.mapping }, judged));
  }
  if (span.toMs > 0) {
    for await (const line of readLog(log.client, { ...log, messages: PROGRESS_MESSAGES, ...span })) progress.add(line);
  }
  return { candidates: inStreamOrder(sources), judgedBefore: () => judged.size };
}

/** The part of a location that is under a prefix; undefined when there is none. */
function within({ bucket, prefix }: Location, kindPrefix: string): Location | undefined {
  if (prefix.startsWith(kindPrefix)) return { bucket, prefix };
  return kindPrefix.startsWith(prefix) ? { bucket, prefix: kindPrefix } : undefined;
}

async function quarantineSources(client: S3Client, place: Location | undefined): Promise<CandidateSource[]> {
  const sources: CandidateSource[] = [];
  if (!place) return sources;
  for await (const key of listKeys(client, place.bucket, place.prefix)) {
    sources.push({
      first: firstSequenceNumber(key),
      read: async () => decodeQuarantined(await readObject(client, place.bucket, key), key).map(quarantinedCandidate),
    });
  }
  return sources;
}

/** `quarantine/2026/11/20/shardId-000000000000/4961.0-4963.7-0f3a9c1d.jsonl` begins at 4961. */
function firstSequenceNumber(key: string): bigint {
  const [, first] = /\/(\d+)\.\d+-\d+\.\d+-[0-9a-f]{8}\.jsonl$/.exec(key) ?? [];
  if (first === undefined) throw new Error(`${key} is not named as the consumer names what it quarantines`);
  return BigInt(first);
}

async function* givenUp(client: S3Client, place: Location | undefined): AsyncGenerator<GivenUpBatch> {
  if (!place) return;
  for await (const batch of givenUpBatches(client, place)) if (batch.records.length > 0) yield batch;
}

/** Keeps nothing of the batch but where it is: its records are read again when their turn comes. */
function givenUpSource(
  client: S3Client,
  bucket: string,
  { key, records: [first] }: GivenUpBatch,
  { progress, mapping }: { progress: ConsumerProgress; mapping: FieldMapping },
  judged: Set<string>,
): CandidateSource {
  return {
    first: BigInt(first!.sequenceNumber),
    async read() {
      const { records } = decodeGivenUp(await readObject(client, bucket, key), key);
      const candidates = records.map(givenUpCandidate);
      const finished = progress.finishedOf(records, mapping);
      for (const { identity } of candidates.slice(0, finished)) judged.add(identity);
      return candidates.slice(finished);
    },
  };
}
