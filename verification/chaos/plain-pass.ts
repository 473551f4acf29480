import { type KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { identityOf, type Observation } from '../../contracts/observation.ts';
import { streamReader } from '../../lambda/aws/stream-reader.ts';
import { toEntries } from '../../lambda/consumer/entry.ts';
import type { StreamRecord } from '../../lambda/consumer/stream-record.ts';
import { learnFrom } from '../../lambda/source-state/learn-records.ts';
import type { Learner } from '../../lambda/source-state/learner.ts';
import { mergeSources } from '../../streams/merge-sources.ts';
import { Sources, type SourceVerdict } from '../../streams/sources.ts';

export interface PlainPass {
  readonly client: KinesisClient;
  readonly streamArn: string;
  readonly learner: Learner;
  /** Whether a record, `shardId:sequenceNumber`, may never be decoded: it teaches nothing. */
  isUndecoded(record: string): boolean;
  /** Hears of each observation, those of a shard in their order. */
  onObservation(identity: string, passed: PassedObservation): void;
}

export interface PassedObservation {
  readonly observation: Observation;
  /** Of its record. */
  readonly arrivalMs: number;
  readonly past: SourceVerdict | undefined;
}

/**
 * Reads all that is on a stream once, shard by shard, parents before children, and learns it in order: what the source
 * of each observation was known by before it, whatever happened to those who judged it.
 */
export async function plainPass(pass: PlainPass): Promise<void> {
  const shards = new Map((await shardsOf(pass)).map((shard) => [shard.ShardId!, shard]));
  const ends = new Map<string, Sources>();
  const endOf = async (shardId: string): Promise<Sources> => {
    const known = ends.get(shardId);
    if (known) return known;
    const { ParentShardId, AdjacentParentShardId } = shards.get(shardId)!;
    const parents: Sources[] = [];
    for (const parent of [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined).sort()) {
      if (shards.has(parent)) parents.push(await endOf(parent));
    }
    const sources = parents.length > 0 ? mergeSources(pass.learner.sources, parents) : newSources(pass);
    await learnShard(shardId, sources, pass);
    ends.set(shardId, sources);
    return sources;
  };
  for (const shardId of shards.keys()) await endOf(shardId);
}

function newSources({ learner }: PlainPass): Sources {
  return new Sources(learner.sources);
}

async function shardsOf({ client, streamArn: StreamARN }: PlainPass): Promise<Shard[]> {
  // A page has a thousand.
  const { Shards = [], NextToken } = await client.send(new ListShardsCommand({ StreamARN }));
  if (NextToken !== undefined) throw new RangeError('the stream has more shards than are read here');
  return Shards;
}

async function learnShard(shardId: string, sources: Sources, pass: PlainPass): Promise<void> {
  const { client, streamArn } = pass;
  const shard = { streamArn, streamCreatedMs: 0, shardId };
  for await (const { records } of streamReader(client).pages(shard, 'oldest')) {
    for (const record of records) learnOne(record, sources, pass);
  }
}

function learnOne(record: StreamRecord, sources: Sources, { learner, isUndecoded, onObservation }: PlainPass): void {
  const { shardId, sequenceNumber, arrivalMs } = record;
  if (isUndecoded(`${shardId}:${sequenceNumber}`)) return;
  for (const entry of toEntries(record, learner.decoding)) {
    const past = learnFrom(entry, sources, rethrow);
    const { decoded } = entry;
    if (!decoded.ok) continue;
    const { observation, index } = decoded;
    onObservation(identityOf(shardId, sequenceNumber, index), { observation, arrivalMs, past });
  }
}

function rethrow(error: unknown): never {
  throw error;
}
