import { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamReader } from '../../../lambda/aws/stream-reader.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import type { Position, RecordPage, StreamShard } from '../../../lambda/source-state/ports.ts';
import { createKinesis } from '../../../local/kinesis/kinesis.ts';
import { kinesisService } from '../../../local/kinesis/kinesis-service.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

const HOUR_MS = 3_600_000;

let nowMs = Date.parse('2026-11-20T12:00:00.123Z');
let service: LoneService;
let client: KinesisClient;
let asked: string[] = [];
const kinesis = createKinesis({ now: () => nowMs });
const serve = kinesisService(kinesis);

beforeAll(async () => {
  service = await serveAlone('kinesis', (request) => {
    asked.push(request.headers['x-amz-target']!.split('.')[1]!);
    return serve(request);
  });
  client = new KinesisClient({ ...service.client, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

/** A stream of one shard, and what is done to it. */
function made(name: string) {
  const stream = kinesis.createStream({ name });
  const shard: StreamShard = {
    streamArn: stream.arn,
    streamCreatedMs: stream.createdMs,
    shardId: 'shardId-000000000000',
  };
  const put = (text: string) => {
    nowMs += 1;
    const entry = { data: Buffer.from(text), partitionKey: `key of ${text.slice(0, 8)}`, explicitHashKey: undefined };
    return stream.put(entry).record!.sequenceNumber;
  };
  return { stream, shard, put };
}

async function read(shard: StreamShard, from: Position): Promise<{ texts: string[]; pages: RecordPage[] }> {
  const pages = await Array.fromAsync(streamReader(client).pages(shard, from));
  const texts = pages.flatMap(({ records }) => records.map(({ bytes }) => Buffer.from(bytes).toString()));
  return { texts, pages };
}

describe('a stream that is read beside its mapping', () => {
  it('gives records from the oldest, from one, or behind one, to the newest', async () => {
    const { shard, put } = made('positions');
    const [, second] = ['a', 'b', 'c'].map(put);
    expect((await read(shard, 'oldest')).texts).toEqual(['a', 'b', 'c']);
    expect((await read(shard, { at: second! })).texts).toEqual(['b', 'c']);
    const { texts, pages } = await read(shard, { after: second! });
    expect(texts).toEqual(['c']);
    expect(pages.map(({ end }) => end)).toEqual(['newest']);
  });

  it('gives records as the mapping does', async () => {
    const { shard, put } = made('alike');
    const sequenceNumber = put('a');
    const { pages } = await read(shard, 'oldest');
    const { streamArn, shardId } = shard;
    const found = { ...pages[0]!.records[0]!, bytes: 'as bytes' };
    expect(found).toEqual({
      ...{ streamArn, shardId, sequenceNumber, bytes: 'as bytes', partitionKey: 'key of a' },
      arrivalMs: nowMs,
    });
  });

  it('goes on page by page, each asked for when the one before was taken', async () => {
    const { shard, put } = made('pages');
    for (let i = 0; i < 11; i++) {
      put('x'.repeat(1_000_000));
      nowMs += 1000;
    }
    asked = [];
    const pages = streamReader(client).pages(shard, 'oldest')[Symbol.asyncIterator]();
    const first = await pages.next();
    expect(first.value.end).toBeUndefined();
    expect(asked).toEqual(['GetShardIterator', 'GetRecords']);
    nowMs += 6000;
    const second = await pages.next();
    expect(second.value.end).toBe('newest');
    expect(first.value.records.length + second.value.records.length).toBe(11);
    expect((await pages.next()).done).toBe(true);
  });

  it('says of an empty shard that nothing is newer, and of a closed one that nothing will come', async () => {
    const { stream, shard, put } = made('ends');
    expect((await read(shard, 'oldest')).pages).toEqual([{ records: [], end: 'newest' }]);
    const first = put('a');
    stream.resize(2);
    expect((await read(shard, 'oldest')).pages.map(({ end }) => end)).toEqual(['closed']);
    expect((await read(shard, { after: first })).pages).toEqual([{ records: [], end: 'closed' }]);
  });

  it('begins with the oldest where the stream no longer has that far', async () => {
    const { shard, put } = made('trimmed');
    const first = put('a');
    nowMs += 25 * HOUR_MS;
    put('b');
    expect((await read(shard, { at: first })).texts).toEqual(['b']);
    expect((await read(shard, { after: first })).texts).toEqual(['b']);
  });

  it('finds a shard that is gone closed and empty', async () => {
    const { stream, shard, put } = made('gone');
    const first = put('a');
    stream.resize(2);
    nowMs += 26 * HOUR_MS;
    expect((await read(shard, { after: first })).pages).toEqual([{ records: [], end: 'closed' }]);
  });

  it('is unavailable where a shard has given its share, or cannot be asked', async () => {
    const { shard, put } = made('busy');
    put('a');
    const all = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(() => read(shard, 'oldest')));
    const refused = all.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused).toHaveLength(1);
    expect(refused[0]!.reason).toMatchObject({ name: 'Unavailable', port: 'stream' });
    expect(refused[0]!.reason.message).toMatch(/^ProvisionedThroughputExceededException: /);
    await expect(read(shard, { at: '5' })).rejects.toThrow(Unavailable);
  });
});

describe('the parents of a shard', () => {
  const parentsOf = (shard: StreamShard, shardId: string) => streamReader(client).parents({ ...shard, shardId });

  it('are none, one after a split, and two after a merge, the smaller id first', async () => {
    const { stream, shard } = made('family');
    stream.resize(2);
    stream.resize(1);
    expect(await parentsOf(shard, 'shardId-000000000000')).toEqual([]);
    expect(await parentsOf(shard, 'shardId-000000000001')).toEqual(['shardId-000000000000']);
    expect(await parentsOf(shard, 'shardId-000000000003')).toEqual(['shardId-000000000001', 'shardId-000000000002']);
    expect(await parentsOf(shard, 'shardId-000000000009')).toEqual([]);
  });

  it('are found also behind the first thousand shards', async () => {
    const { stream, shard } = made('many');
    stream.resize(1100);
    asked = [];
    expect(await parentsOf(shard, stream.shards.at(-1)!.id)).toHaveLength(1);
    expect(asked).toEqual(['ListShards', 'ListShards', 'ListShards']);
  });

  it('are unavailable where there is no such stream', async () => {
    const streamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/none';
    const shard = { streamArn, streamCreatedMs: 0, shardId: 'shardId-000000000000' };
    await expect(streamReader(client).parents(shard)).rejects.toThrow(Unavailable);
  });
});
