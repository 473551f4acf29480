import { createHash } from 'node:crypto';
import { ServiceError } from '../gateway/service.ts';
import { preconditionFailed, sameEtag } from './preconditions.ts';

export interface StoredObject {
  readonly body: Uint8Array;
  /** With its quotes, as S3 writes it. */
  readonly etag: string;
  readonly lastModified: Date;
  /** `content-type`, `content-encoding` and the `x-amz-meta-` headers it was put with. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PutOptions {
  /** Only when there is no such key yet. */
  readonly ifNoneMatch?: boolean;
  /** Only when the present object has this ETag. */
  readonly ifMatch?: string;
  /** With its quotes; the MD5 of the body when absent. */
  readonly etag?: string;
}

/** Buckets and their objects, in memory. Every operation on a bucket that is not there fails as on S3. */
export interface ObjectStore {
  createBucket(name: string): void;
  /** With all that is in it. */
  deleteBucket(name: string): void;
  bucketNames(): readonly string[];
  /** In the order of their UTF-8 bytes, as S3 lists them. */
  keys(bucket: string): readonly string[];
  get(bucket: string, key: string): StoredObject;
  put(
    bucket: string,
    key: string,
    body: Uint8Array,
    headers?: Readonly<Record<string, string>>,
    options?: PutOptions,
  ): StoredObject;
  delete(bucket: string, key: string): void;
}

/**
 * Keeps buckets and their objects in memory. Keys are listed in the order of their UTF-8 bytes, as S3 does.
 *
 * @throws ServiceError NoSuchBucket
 */
export function objectStore(): ObjectStore {
  const buckets = new Map<string, Map<string, StoredObject>>();
  const objectsOf = (bucket: string) => {
    const objects = buckets.get(bucket);
    if (!objects) throw new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404);
    return objects;
  };
  return {
    createBucket(name) {
      if (!buckets.has(name)) buckets.set(name, new Map());
    },
    deleteBucket: (name) => void buckets.delete(name),
    bucketNames: () => [...buckets.keys()],
    keys: (bucket) => [...objectsOf(bucket).keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    get(bucket, key) {
      const object = objectsOf(bucket).get(key);
      if (!object) throw new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
      return object;
    },
    put(bucket, key, body, headers = {}, { ifNoneMatch = false, ifMatch, ...options } = {}) {
      const objects = objectsOf(bucket);
      const present = objects.get(key);
      const isOther = ifMatch !== undefined && !(present && sameEtag(ifMatch, present.etag));
      if ((ifNoneMatch && present) || isOther) throw preconditionFailed();
      const etag = options.etag ?? `"${createHash('md5').update(body).digest('hex')}"`;
      const object = { body, etag, lastModified: new Date(), headers };
      objects.set(key, object);
      return object;
    },
    delete: (bucket, key) => void objectsOf(bucket).delete(key),
  };
}
