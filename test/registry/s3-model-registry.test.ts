import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_POINTER, type ModelPointer } from '../../contracts/model-registry.ts';
import { type ObjectStore, objectStore } from '../../local/s3/object-store.ts';
import { s3Service } from '../../local/s3/s3-service.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { currentOf, promote } from '../../registry/move-pointer.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { type LoneService, serveAlone } from '../local/serve-alone.ts';
import { cardOf } from '../support/card-of.ts';

let store: ObjectStore;
let service: LoneService;
let client: S3Client;
let registry: ModelRegistry;
let other: ModelRegistry;

beforeAll(async () => {
  store = objectStore();
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
  registry = s3ModelRegistry('models', client);
  other = s3ModelRegistry('models', client);
});

beforeEach(() => {
  store.deleteBucket('models');
  store.createBucket('models');
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

const A = cardOf('a'.repeat(64));
const B = cardOf('b'.repeat(64), { atMs: 2000 });
const promoting = (card: typeof A) => (pointer: ModelPointer) =>
  promote(pointer, card, { atMs: 5000, by: 'somebody', why: 'a test' });

describe('a version in the registry', () => {
  it('comes back with its archive and its card as they were put', async () => {
    expect(await registry.put(A, Uint8Array.of(1, 2, 3))).toBe(true);
    expect(await registry.archive(A.model)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await registry.card(A.model)).toEqual(A);
    expect(store.keys('models')).toEqual([`models/${A.model}/card.json`, `models/${A.model}/model.tar.gz`]);
  });

  it('is put once: what is known of it stays when it comes again', async () => {
    await registry.put(A, Uint8Array.of(1));
    expect(await registry.put({ ...A, why: 'another reason' }, Uint8Array.of(2))).toBe(false);
    expect(await registry.card(A.model)).toEqual(A);
    expect(await registry.archive(A.model)).toEqual(Uint8Array.of(1));
  });

  it('is listed with the others, the last that came first, as soon as its card is there', async () => {
    await registry.put(A, Uint8Array.of(1));
    await registry.put(B, Uint8Array.of(1));
    store.put('models', `models/${'c'.repeat(64)}/model.tar.gz`, Uint8Array.of(1));
    await registry.move(promoting(A));
    expect(await registry.cards()).toEqual([B, A]);
  });

  it('is undefined where there is none, and gone when it was removed', async () => {
    expect(await registry.card(A.model)).toBeUndefined();
    expect(await registry.archive(A.model)).toBeUndefined();
    await registry.put(A, Uint8Array.of(1));
    await registry.remove(A.model);
    expect(store.keys('models')).toEqual([]);
  });

  it('is refused by its key where its card is not as it was written', async () => {
    store.put('models', `models/${A.model}/card.json`, Buffer.from('{"format":"other"}'));
    await expect(registry.card(A.model)).rejects.toThrow(
      `models/${A.model}/card.json is not as it was written: format`,
    );
  });
});

describe('the pointer', () => {
  it('is without a change in a fresh registry, and then what it was moved to', async () => {
    expect(await registry.pointer()).toEqual(EMPTY_POINTER);
    const moved = await registry.move(promoting(A));
    expect(await registry.pointer()).toEqual(moved);
    expect(currentOf(moved)?.model).toBe(A.model);
  });

  it('is not written where nothing is to be done', async () => {
    await registry.move((pointer) => pointer);
    expect(store.keys('models')).toEqual([]);
  });

  it.each([
    ['in a fresh registry', false],
    ['in one that has changes', true],
  ])('is moved by two at once %s: one wins, the other sees it and goes on from there', async (_where, isUsed) => {
    if (isUsed) await registry.move(promoting(cardOf('c'.repeat(64))));
    const seen: (string | undefined)[] = [];
    const late = registry.move(async (pointer) => {
      seen.push(currentOf(pointer)?.model);
      if (seen.length === 1) await other.move(promoting(B));
      return promoting(A)(pointer);
    });
    const { changes } = await late;
    const before = isUsed ? 'c'.repeat(64) : undefined;
    expect(seen).toEqual([before, B.model]);
    expect(changes.map(({ model }) => model)).toEqual([...(before ? [before] : []), B.model, A.model]);
    expect((await registry.pointer()).changes).toEqual(changes);
  });

  it('stays as it is where the change is refused of what another one made of it', async () => {
    let tries = 0;
    const refused = registry.move(async (pointer) => {
      if (tries++ === 0) await other.move(promoting(A));
      return promoting(A)(pointer);
    });
    await expect(refused).rejects.toThrow('judges already');
    expect((await registry.pointer()).changes).toHaveLength(1);
  });

  it('is given up, with what to do, where others move it all the time', async () => {
    let tries = 0;
    const never = registry.move(async (pointer) => {
      await other.move((now) => promote(now, tries++ % 2 === 0 ? A : B, { atMs: tries, by: 'other', why: 'a test' }));
      return promoting(cardOf('c'.repeat(64)))(pointer);
    });
    await expect(never).rejects.toThrow('models/pointer.json was moved by others 10 times in a row: try again');
  });

  it('is not taken for a fresh one where the bucket is not there', async () => {
    const nowhere = s3ModelRegistry('nowhere', client);
    await expect(nowhere.pointer()).rejects.toThrow(/does not exist/);
    await expect(nowhere.put(A, Uint8Array.of(1))).rejects.toThrow(/does not exist/);
  });
});
