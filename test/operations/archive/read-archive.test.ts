import { gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ArchivedVerdict, archivePartition, encodeArchived } from '../../../contracts/archive.ts';
import { type ObjectStore, objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { archivedLine } from '../../../operations/archive/archived-lines.ts';
import { readArchive } from '../../../operations/archive/read-archive.ts';
import { recordedLog } from '../../../operations/preview/recorded-log.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

let store: ObjectStore;
let service: LoneService;
let client: S3Client;

beforeAll(async () => {
  store = objectStore();
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

const NOW_MS = Date.parse('2026-11-28T12:30:00Z');
const HOUR_MS = 3_600_000;

function rowAt(atMs: number, name: string, anomalous = false): ArchivedVerdict {
  return {
    identity: `shardId-0:${name}:0`,
    arrivalMs: atMs,
    observation: { source: 'pump', timestampMs: atMs, features: { x: 1 } },
    verdict: { score: 1, threshold: 2, anomalous, grade: 0, modelVersion: 'm' },
    ...(anomalous && { decided: { severity: 'low', decision: 'joined', incidentId: 'i' } }),
  };
}

/** A bucket of objects by when they were archived. */
function bucketOf(name: string, ...objects: [atMs: number, text: string][]): string {
  store.createBucket(name);
  for (const [i, [atMs, text]] of objects.entries()) {
    store.put(name, `${archivePartition(atMs)}${i}.jsonl.gz`, gzipSync(text));
  }
  return name;
}

const lines = (...rows: ArchivedVerdict[]) => rows.map((row) => `${encodeArchived(row)}\n`).join('');
const namesOf = async (bucket: string, hours: number) => {
  const rows = readArchive(client, { bucket, fromMs: NOW_MS - hours * HOUR_MS, nowMs: NOW_MS });
  return (await Array.fromAsync(rows)).map(({ identity }) => identity.split(':')[1]);
};

it('reads what arrived since then, each once, whenever it was archived', async () => {
  const bucket = bucketOf(
    'some',
    [NOW_MS - 30 * HOUR_MS, lines(rowAt(NOW_MS - 30 * HOUR_MS, 'old'))],
    [NOW_MS - 20 * HOUR_MS, lines(rowAt(NOW_MS - 20 * HOUR_MS, 'a'), rowAt(NOW_MS - 26 * HOUR_MS, 'too early'))],
    [NOW_MS, lines(rowAt(NOW_MS - 20 * HOUR_MS, 'a'), rowAt(NOW_MS - 3 * HOUR_MS, 'late'), rowAt(NOW_MS, 'b'))],
  );
  expect(await namesOf(bucket, 24)).toEqual(['a', 'late', 'b']);
  expect(await namesOf(bucket, 1)).toEqual(['b']);
  expect(await namesOf(bucket, 100)).toEqual(['old', 'a', 'too early', 'late', 'b']);
});

it('passes over what is no row, and objects of others', async () => {
  const bucket = bucketOf('mixed', [
    NOW_MS,
    `${lines(rowAt(NOW_MS, 'a'))}{"cut\n\n${encodeArchived(rowAt(NOW_MS, 'b'))}`,
  ]);
  store.put(bucket, `${archivePartition(NOW_MS)}notes.txt`, Buffer.from('mine'));
  expect(await namesOf(bucket, 1)).toEqual(['a', 'b']);
  expect(await namesOf(bucketOf('empty'), 1)).toEqual([]);
});

it('is replayed as a log that has all: usual observations and values, and the incidents of anomalies', () => {
  const log = recordedLog([rowAt(NOW_MS, 'a'), rowAt(NOW_MS + 1000, 'b', true)].map(archivedLine));
  expect(log).toMatchObject({ hasUsual: true, hasValues: true, usual: [] });
  expect(log.verdicts.map(({ arrivalMs, verdict }) => [arrivalMs, verdict.anomalous])).toEqual([
    [NOW_MS, false],
    [NOW_MS + 1000, true],
  ]);
  expect([...log.incidents.keys()]).toEqual(['i']);
});
