import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { archiveKey } from '../../../contracts/model-registry.ts';
import { type ObjectStore, objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { decodeModel } from '../../../model/model-files.ts';
import { saveModel } from '../../../model/save-model.ts';
import { trainModel } from '../../../model/train-model.ts';
import { loadVersion } from '../../../operations/models/load-version.ts';
import { putModel } from '../../../operations/models/put-model.ts';
import type { ModelRegistry } from '../../../registry/model-registry.ts';
import { promote } from '../../../registry/move-pointer.ts';
import { s3ModelRegistry } from '../../../registry/s3-model-registry.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';
import { cardOf } from '../../support/card-of.ts';

let store: ObjectStore;
let service: LoneService;
let client: S3Client;
let registry: ModelRegistry;
let folder: string;
const origin = { atMs: 5000, by: 'me', why: 'a test' };
const rows = Float64Array.from({ length: 600 }, (_, i) => Math.sin(i * i) * (1 + (i % 3)));
const model = trainModel({ features: ['a', 'b', 'c'], rows }, { threshold: { kind: 'contamination', share: 0.02 } });

beforeAll(async () => {
  store = objectStore();
  store.createBucket('models');
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
  registry = s3ModelRegistry('models', client);
  folder = mkdtempSync(join(tmpdir(), 'weir-model-'));
  await saveModel(model, folder);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  client.destroy();
  await service.stop();
});

it('a folder becomes a version whose parent is what judges, once, and comes back whole', async () => {
  const current = cardOf('a'.repeat(64));
  await registry.move((pointer) => promote(pointer, current, origin));
  const { card, isNew } = await putModel(registry, folder, origin);
  expect(isNew).toBe(true);
  expect(card).toMatchObject({ model: model.identity, parent: current.model, madeBy: 'train', ...origin });
  const again = await putModel(registry, folder, { ...origin, why: 'another time' });
  expect(again).toEqual({ card, isNew: false });
  expect(decodeModel(await loadVersion(registry, card)).identity).toBe(model.identity);
});

it('an archive is refused that is gone, damaged or of another version', async () => {
  const gone = cardOf('b'.repeat(64));
  await expect(loadVersion(registry, gone)).rejects.toThrow(
    `${archiveKey(gone.model)} is not in the registry: put the model there again`,
  );
  await registry.put(gone, Uint8Array.of(1, 2, 3));
  await expect(loadVersion(registry, gone)).rejects.toThrow(
    'the archive of version bbbbbbbbbbbb cannot score: incorrect header check',
  );
  const { card } = await putModel(registry, folder, origin);
  const other = cardOf('c'.repeat(64));
  await registry.put(other, (await registry.archive(card.model))!);
  await expect(loadVersion(registry, other)).rejects.toThrow(`cannot score: it is version ${model.version}`);
});

it('a folder that holds no model is refused by the file that is not there', async () => {
  await expect(putModel(registry, '/nowhere', origin)).rejects.toThrow('/nowhere/model.json is not there');
});
