import { ServiceError, type ServiceRequest, type ServiceResponse } from '../gateway/service.ts';
import { escapeXml } from '../gateway/xml.ts';
import { checkedChecksums } from './checksums.ts';
import { copiedObject, copySourceOf } from './copy-source.ts';
import { getObject } from './get-object.ts';
import type { ObjectStore } from './object-store.ts';
import { targetOf } from './operation-of.ts';
import { keptHeaders, putConditions, uploadedBytes } from './read-upload.ts';
import type { S3Operations } from './s3-service.ts';
import { elementTexts, xmlAnswer } from './xml-answer.ts';

/** Puts, gets, copies and deletes objects. */
export function objectOperations(store: ObjectStore): S3Operations {
  return {
    PutObject(request) {
      const { bucket, key } = targetOf(request);
      const bytes = uploadedBytes(request);
      const kept = { ...keptHeaders(request), ...checkedChecksums(request, bytes) };
      const { etag } = store.put(bucket, key, bytes, kept, putConditions(request));
      return { status: 200, headers: { etag }, body: '' };
    },
    CopyObject: (request) => copyObject(store, request),
    GetObject: (request) => getObject(objectOf(store, request), request),
    HeadObject: (request) => getObject(objectOf(store, request), request),
    // None can be given, so this is the truth; the aws CLI asks before it copies a large object.
    GetObjectTagging(request) {
      objectOf(store, request);
      return xmlAnswer('Tagging', '<TagSet/>');
    },
    DeleteObject(request) {
      const { bucket, key } = targetOf(request);
      store.delete(bucket, key);
      return { status: 204, body: '' };
    },
    DeleteObjects(request) {
      const { bucket } = targetOf(request);
      const keys = elementTexts(request.body, 'Key');
      for (const key of keys) store.delete(bucket, key);
      const isQuiet = elementTexts(request.body, 'Quiet')[0] === 'true';
      const deleted = isQuiet ? [] : keys.map((key) => `<Deleted><Key>${escapeXml(key)}</Key></Deleted>`);
      return xmlAnswer('DeleteResult', deleted.join(''));
    },
  };
}

function copyObject(store: ObjectStore, request: ServiceRequest): ServiceResponse {
  const { bucket, key } = targetOf(request);
  const source = copySourceOf(request);
  const replaces = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  if (!replaces && source.bucket === bucket && source.key === key)
    throw new ServiceError(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing its metadata.',
    );
  const { body, headers } = copiedObject(store, request);
  const kept = replaces ? keptHeaders(request) : headers;
  const { etag, lastModified } = store.put(bucket, key, body, kept, putConditions(request));
  const modified = `<LastModified>${lastModified.toISOString()}</LastModified>`;
  return xmlAnswer('CopyObjectResult', `${modified}<ETag>${escapeXml(etag)}</ETag>`);
}

function objectOf(store: ObjectStore, request: Parameters<typeof targetOf>[0]) {
  const { bucket, key } = targetOf(request);
  return store.get(bucket, key);
}
