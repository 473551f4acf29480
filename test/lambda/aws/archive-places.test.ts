import { gunzipSync } from 'node:zlib';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { archivePlaces } from '../../../lambda/aws/archive-places.ts';
import { firehoseService } from '../../../local/firehose/firehose-service.ts';
import type { ServiceHandler } from '../../../local/gateway/service.ts';
import { type ObjectStore, objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

let store: ObjectStore;
const services: LoneService[] = [];
let clients: { firehose: FirehoseClient; s3: S3Client };
const batches: string[][] = [];
/** Which records of the next calls are refused alone. */
const refuse: string[][] = [];

/** Firehose that answers of some records that it did not take them. */
function refusing(handler: ServiceHandler): ServiceHandler {
  return async (request) => {
    const answer = await handler(request);
    const refused = refuse.shift() ?? [];
    const body = JSON.parse(String(answer.body)) as { RequestResponses: object[] };
    const taken = batches.at(-1)!;
    body.RequestResponses = taken.map((text) =>
      refused.includes(text)
        ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'slow down' }
        : { RecordId: '1' },
    );
    return { ...answer, body: JSON.stringify({ ...body, FailedPutCount: refused.length }) };
  };
}

beforeAll(async () => {
  store = objectStore();
  store.createBucket('archive');
  const deliver = (records: readonly Uint8Array[]) => batches.push(records.map((one) => Buffer.from(one).toString()));
  const firehose = await serveAlone('firehose', refusing(firehoseService(new Map([['verdicts', deliver]]))));
  const s3 = await serveAlone('s3', s3Service(store));
  services.push(firehose, s3);
  clients = { firehose: new FirehoseClient(firehose.client), s3: new S3Client(s3.client) };
});

afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  for (const service of services) await service.stop();
});

const places = (delivery = 'verdicts') => archivePlaces({ delivery, bucket: 'archive' }, clients);
const recordOf = (text: string) => ({ bytes: Buffer.from(text), rows: 1 });

it('gives records in calls of what Firehose takes, in their order', async () => {
  batches.length = 0;
  const large = Array.from({ length: 9 }, (_, i) => recordOf(String(i).repeat(900_000)));
  expect(await places().deliver(large, 10_000)).toEqual([]);
  expect(batches.map((batch) => batch.map(([digit]) => digit).join(''))).toEqual(['0123', '4567', '8']);
  batches.length = 0;
  await places().deliver(
    Array.from({ length: 501 }, (_, i) => recordOf(String(i))),
    10_000,
  );
  expect(batches.map(({ length }) => length)).toEqual([500, 1]);
});

it('gives those again that were refused alone, and says which are left after three tries', async () => {
  batches.length = 0;
  refuse.push(['b', 'c'], ['c'], ['c']);
  const left = await places().deliver(['a', 'b', 'c'].map(recordOf), 10_000);
  expect(batches).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']]);
  expect(left.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['c']);
});

it('fails where there is no such delivery stream', async () => {
  await expect(places('other').deliver([recordOf('a')], 10_000)).rejects.toThrow('Firehose other not found');
});

it('puts records into the bucket as one gzipped object of the hour', async () => {
  await places().put(['{"a":1}\n', '{"a":2}\n'].map(recordOf), 10_000);
  const [key] = store.keys('archive');
  expect(key).toMatch(/^verdicts\/day=\d{4}-\d\d-\d\d\/hour=\d\d\/consumer-.+\.jsonl\.gz$/);
  expect(gunzipSync(store.get('archive', key).body).toString()).toBe('{"a":1}\n{"a":2}\n');
});
