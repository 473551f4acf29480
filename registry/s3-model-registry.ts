import { DeleteObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { decodeCard, encodeCard, type ModelCard } from '../contracts/model-card.ts';
import {
  archiveKey,
  cardKey,
  decodePointer,
  EMPTY_POINTER,
  encodePointer,
  identityOfCardKey,
  MODEL_PREFIX,
  type ModelPointer,
  POINTER_KEY,
} from '../contracts/model-registry.ts';
import { putTookPlace } from './conditional-put.ts';
import { findObject } from './find-object.ts';
import type { ModelRegistry } from './model-registry.ts';

/** Nobody moves the pointer more than a few times a day: more than that in a row is a mistake. */
const MOST_TRIES = 10;

/**
 * Keeps the registry in the bucket of the data stack. A version is there when its card is, which is put after its
 * archive and removed before it.
 *
 * Calls, for the caller's role: `s3:GetObject` and `PutObject` under `models/`, `s3:ListBucket` on the bucket, and to
 * remove `s3:DeleteObject`.
 */
export function s3ModelRegistry(Bucket: string, s3: S3Client): ModelRegistry {
  const get = (key: string) => findObject(s3, Bucket, key);
  const putOnce = (Key: string, Body: Uint8Array | string, ContentType: string) =>
    putTookPlace(s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch: '*' })));
  const card = async (identity: string) => {
    const got = await get(cardKey(identity));
    return got && decodeCard(textOf(got.bytes), cardKey(identity));
  };
  const readPointer = async () => {
    const got = await get(POINTER_KEY);
    return got ? { pointer: decodePointer(textOf(got.bytes)), ETag: got.ETag } : { pointer: EMPTY_POINTER };
  };
  /** @returns whether nobody else moved it since it had this ETag, or since it was not there */
  const writePointer = (pointer: ModelPointer, ETag: string | undefined) => {
    const unmoved = ETag === undefined ? { IfNoneMatch: '*' } : { IfMatch: ETag };
    const object = { Bucket, Key: POINTER_KEY, Body: encodePointer(pointer), ContentType: 'application/json' };
    return putTookPlace(s3.send(new PutObjectCommand({ ...object, ...unmoved })));
  };
  return {
    async put(given, archive) {
      await putOnce(archiveKey(given.model), archive, 'application/gzip');
      return putOnce(cardKey(given.model), encodeCard(given), 'application/json');
    },
    archive: async (identity) => (await get(archiveKey(identity)))?.bytes,
    card,
    async cards() {
      const found: ModelCard[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: MODEL_PREFIX })) {
        const identities = Contents.flatMap(({ Key }) => identityOfCardKey(Key!) ?? []);
        const read = await Promise.all(identities.map(card));
        found.push(...read.filter((each) => each !== undefined));
      }
      return found.sort((a, b) => b.atMs - a.atMs);
    },
    async remove(identity) {
      for (const Key of [cardKey(identity), archiveKey(identity)]) {
        await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      }
    },
    pointer: async () => (await readPointer()).pointer,
    async move(change) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const { pointer, ETag } = await readPointer();
        const next = await change(pointer);
        if (next === pointer || (await writePointer(next, ETag))) return next;
      }
      throw new Error(`${POINTER_KEY} was moved by others ${MOST_TRIES} times in a row: try again`);
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
