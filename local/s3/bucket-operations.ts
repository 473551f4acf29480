import { ServiceError } from '../gateway/service.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { targetOf } from './operation-of.ts';
import type { S3Operations } from './s3-service.ts';
import { xmlAnswer } from './xml-answer.ts';

/** Makes, lists and removes buckets, and lists what is in them. */
export function bucketOperations(store: ObjectStore): S3Operations {
  return {
    ListBuckets() {
      const buckets = store
        .bucketNames()
        .map((name) => `<Bucket><Name>${name}</Name><CreationDate>2026-01-01T00:00:00Z</CreationDate></Bucket>`);
      return xmlAnswer('ListAllMyBucketsResult', `<Buckets>${buckets.join('')}</Buckets>`);
    },
    CreateBucket(request) {
      const { bucket } = targetOf(request);
      if (!/^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(bucket))
        throw new ServiceError('InvalidBucketName', `The specified bucket is not valid: ${bucket}`);
      store.createBucket(bucket);
      return { status: 200, headers: { location: `/${bucket}` }, body: '' };
    },
    DeleteBucket(request) {
      const { bucket } = targetOf(request);
      if (store.keys(bucket).length > 0)
        throw new ServiceError('BucketNotEmpty', `The bucket you tried to delete is not empty: ${bucket}`, 409);
      store.deleteBucket(bucket);
      return { status: 204, body: '' };
    },
    HeadBucket: () => ({ status: 200, body: '' }),
    GetBucketLocation: () => xmlAnswer('LocationConstraint', ''),
    ListObjects: (request) => listObjects(store, targetOf(request).bucket, request.query),
    ListObjectsV2: (request) => listObjectsV2(store, targetOf(request).bucket, request.query),
  };
}
