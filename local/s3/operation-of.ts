import { ServiceError, type ServiceRequest } from '../gateway/service.ts';

/** The bucket and key of `/bucket/key`; '' where there is none. */
export function targetOf({ path }: Pick<ServiceRequest, 'path'>): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(path)) ?? [];
  return { bucket, key };
}

/** By method and subresources; what copies names its source in a header. */
const BUCKET_OPERATIONS = {
  'HEAD ': 'HeadBucket',
  'PUT ': 'CreateBucket',
  'DELETE ': 'DeleteBucket',
  'GET ': 'ListObjects',
  'GET list-type': 'ListObjectsV2',
  'GET location': 'GetBucketLocation',
  'GET uploads': 'ListMultipartUploads',
  'POST delete': 'DeleteObjects',
} as const;

const OBJECT_OPERATIONS = {
  'GET ': 'GetObject',
  'HEAD ': 'HeadObject',
  'PUT ': 'PutObject',
  'DELETE ': 'DeleteObject',
  'GET tagging': 'GetObjectTagging',
  'POST uploads': 'CreateMultipartUpload',
  'PUT partNumber&uploadId': 'UploadPart',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
  'GET uploadId': 'ListParts',
} as const;

export type S3Operation =
  | 'ListBuckets'
  | 'CopyObject'
  | 'UploadPartCopy'
  | (typeof BUCKET_OPERATIONS)[keyof typeof BUCKET_OPERATIONS]
  | (typeof OBJECT_OPERATIONS)[keyof typeof OBJECT_OPERATIONS];

/** Parameters that do not say what is asked, but how: of listings, of presigned URLs, of the answer's headers. */
const MODIFIERS =
  /^(x-id|x-amz-.*|response-.*|awsaccesskeyid|signature|expires|prefix|delimiter|max-keys|encoding-type|continuation-token|start-after|fetch-owner|marker|max-parts|part-number-marker|max-uploads|key-marker|upload-id-marker)$/i;

/**
 * Which operation a request of S3's REST interface is.
 *
 * @throws ServiceError for one that the local S3 does not know: taken for another one it would do harm
 */
export function s3OperationOf(request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers'>): S3Operation {
  const { bucket, key } = targetOf(request);
  const { method, query, headers } = request;
  if (bucket === '') {
    if (method === 'GET') return 'ListBuckets';
    throw unknown(request, 'the service');
  }
  const subresources = [...new Set(query.keys())].filter((name) => !MODIFIERS.test(name)).sort();
  const asked = `${method} ${subresources.join('&')}`;
  const known: Readonly<Record<string, S3Operation>> = key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
  const operation = known[asked];
  if (operation === undefined) throw unknown(request, key === '' ? 'a bucket' : 'an object');
  if (headers['x-amz-copy-source'] === undefined) return operation;
  if (operation === 'PutObject') return 'CopyObject';
  if (operation === 'UploadPart') return 'UploadPartCopy';
  throw unknown(request, 'an object with x-amz-copy-source');
}

function unknown({ method, query }: Pick<ServiceRequest, 'method' | 'query'>, of: string): ServiceError {
  const asked = [...new Set(query.keys())].filter((name) => !MODIFIERS.test(name)).map((name) => ` ?${name}`);
  return new ServiceError('NotImplemented', `the local S3 does not know ${method}${asked.join('')} of ${of}`, 501);
}
