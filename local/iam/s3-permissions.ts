import type { ServiceRequest } from '../gateway/service.ts';
import { copySourceOf } from '../s3/copy-source.ts';
import { type S3Operation, s3OperationOf, targetOf } from '../s3/operation-of.ts';
import { elementTexts } from '../s3/xml-answer.ts';
import { PARTITION } from '../template/aws-environment.ts';
import type { Permission } from './decide.ts';

/**
 * The action that each operation needs, where it is not named like it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/mpuoverview.html#mpuAndPermissions for uploads in parts
 */
const ACTIONS: Readonly<Partial<Record<S3Operation, string>>> = {
  ListBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  DeleteObjects: 'DeleteObject',
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
};

/** What a request to S3 needs to be allowed. @throws ServiceError for one that the local S3 does not know */
export function s3Permissions(request: ServiceRequest): readonly Permission[] {
  const operation = s3OperationOf(request);
  const { bucket, key } = targetOf(request);
  const action = `s3:${ACTIONS[operation] ?? operation}`;
  const copies = operation === 'CopyObject' || operation === 'UploadPartCopy';
  const sources = copies ? [{ action: 's3:GetObject', resource: objectArn(copySourceOf(request)) }] : [];
  if (operation === 'DeleteObjects') {
    return elementTexts(request.body, 'Key').map((each) => ({ action, resource: objectArn({ bucket, key: each }) }));
  }
  const asked = { action, resource: resourceOf(bucket, key) };
  if (action !== 's3:ListBucket') return [...sources, asked];
  return [{ ...asked, context: { 's3:prefix': request.query.get('prefix') ?? '' } }];
}

function resourceOf(bucket: string, key: string): string {
  if (bucket === '') return '*';
  return key === '' ? `arn:${PARTITION}:s3:::${bucket}` : objectArn({ bucket, key });
}

function objectArn({ bucket, key }: { bucket: string; key: string }): string {
  return `arn:${PARTITION}:s3:::${bucket}/${key}`;
}
