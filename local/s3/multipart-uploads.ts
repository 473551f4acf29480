import { createHash, randomUUID } from 'node:crypto';
import { ServiceError } from '../gateway/service.ts';
import type { ObjectStore, PutOptions, StoredObject } from './object-store.ts';

export interface UploadedPart {
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

export interface MultipartUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly initiated: Date;
  /** By number, from 1. */
  readonly parts: Map<number, UploadedPart>;
}

/** Of every part but the last, bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;

/** Uploads that are neither completed nor aborted. An upload is found by its id, bucket and key together. */
export interface MultipartUploads {
  create(bucket: string, key: string, headers: Readonly<Record<string, string>>): MultipartUpload;
  /** @throws ServiceError NoSuchUpload */
  get(uploadId: string, bucket: string, key: string): MultipartUpload;
  ofBucket(bucket: string): readonly MultipartUpload[];
  forget(upload: MultipartUpload): void;
}

/** Keeps uploads in memory. */
export function multipartUploads(): MultipartUploads {
  const uploads = new Map<string, MultipartUpload>();
  return {
    create(bucket, key, headers) {
      const uploadId = randomUUID();
      const upload = { uploadId, bucket, key, headers, initiated: new Date(), parts: new Map() };
      uploads.set(uploadId, upload);
      return upload;
    },
    get(uploadId, bucket, key) {
      const found = uploads.get(uploadId);
      if (found && found.bucket === bucket && found.key === key) return found;
      const message = 'The specified upload does not exist. It may have been aborted or completed';
      throw new ServiceError('NoSuchUpload', `${message}: ${uploadId}`, 404);
    },
    ofBucket: (bucket) => [...uploads.values()].filter((upload) => upload.bucket === bucket),
    forget: ({ uploadId }) => void uploads.delete(uploadId),
  };
}

/** Keeps a part, in place of one of that number before. */
export function putPart({ parts }: MultipartUpload, partNumber: number, body: Uint8Array): UploadedPart {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MAX_PARTS)
    throw new ServiceError('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
  const part = { body, etag: `"${md5(body).toString('hex')}"`, lastModified: new Date() };
  parts.set(partNumber, part);
  return part;
}

/**
 * Makes an object of the parts that are named, in their order.
 *
 * @throws ServiceError when a part is not there, out of order or too small, or a condition does not hold
 */
export function completeUpload(
  store: ObjectStore,
  { bucket, key, headers, parts }: MultipartUpload,
  named: readonly { readonly partNumber: number; readonly etag: string }[],
  conditions: PutOptions,
): StoredObject {
  if (named.length === 0) throw new ServiceError('MalformedXML', 'You must specify at least one part');
  if (named.some(({ partNumber }, i) => i > 0 && partNumber <= named[i - 1].partNumber))
    throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  const chosen = named.map(({ partNumber, etag }, i) => {
    const part = parts.get(partNumber);
    if (part?.etag.replaceAll('"', '') !== etag.replaceAll('"', ''))
      throw new ServiceError('InvalidPart', `part ${partNumber} could not be found, or has another ETag than ${etag}`);
    if (i < named.length - 1 && part.body.length < MIN_PART_BYTES)
      throw new ServiceError(
        'EntityTooSmall',
        `part ${partNumber} has ${part.body.length} bytes, wanted ${MIN_PART_BYTES}`,
      );
    return part;
  });
  const etag = `"${md5(Buffer.concat(chosen.map(({ body }) => md5(body)))).toString('hex')}-${chosen.length}"`;
  return store.put(bucket, key, Buffer.concat(chosen.map(({ body }) => body)), headers, { ...conditions, etag });
}

function md5(bytes: Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}
