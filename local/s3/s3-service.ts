import { escapeXml } from '../gateway/error-response.ts';
import { ServiceError, type ServiceHandler, type ServiceRequest, type ServiceResponse } from '../gateway/service.ts';
import { listObjects } from './list-objects.ts';
import type { ObjectStore } from './object-store.ts';

const KEPT_HEADERS = /^(content-type|cache-control|content-disposition|x-amz-meta-.+)$/;

/** S3's REST interface, path style, as far as functions, scripts and people at a terminal use it. */
export function s3Service(store: ObjectStore): ServiceHandler {
  return async (request) => {
    const { bucket, key } = targetOf(request);
    if (bucket === '') return listBuckets(store);
    return key === '' ? bucketOperation(store, bucket, request) : objectOperation(store, bucket, key, request);
  };
}

/** The bucket and key of `/bucket/key`; '' where there is none. */
export function targetOf({ path }: Pick<ServiceRequest, 'path'>): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(path)) ?? [];
  return { bucket, key };
}

function bucketOperation(store: ObjectStore, bucket: string, { method, query, body }: ServiceRequest): ServiceResponse {
  store.keys(bucket); // there must be such a bucket, whatever is asked of it
  if (method === 'HEAD') return { status: 200, body: '' };
  if (method === 'GET' && query.has('location')) {
    return xml('<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
  }
  if (method === 'GET' && query.get('list-type') === '2') return xml(listObjects(store, bucket, query));
  if (method === 'POST' && query.has('delete')) {
    const keys = [
      ...Buffer.from(body)
        .toString()
        .matchAll(/<Key>([^<]*)<\/Key>/g),
    ].map(([, key]) => unescapeXml(key!));
    for (const key of keys) store.delete(bucket, key);
    const deleted = keys.map((key) => `<Deleted><Key>${escapeXml(key)}</Key></Deleted>`);
    return xml(`<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${deleted.join('')}</DeleteResult>`);
  }
  throw new ServiceError('NotImplemented', `the local S3 does not know ${method} ?${query} of a bucket`, 501);
}

function objectOperation(store: ObjectStore, bucket: string, key: string, request: ServiceRequest): ServiceResponse {
  const { method, query, headers } = request;
  if (method === 'PUT' && headers['x-amz-copy-source'] === undefined && !query.has('uploadId')) {
    const chunked =
      headers['x-amz-content-sha256']?.startsWith('STREAMING-') || headers['content-encoding'] === 'aws-chunked';
    const body = chunked ? decodeChunked(request.body) : request.body;
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)));
    const encoding = headers['content-encoding']?.replace(/(^|, *)aws-chunked/, '').replace(/^, */, '');
    if (encoding) kept['content-encoding'] = encoding;
    const conditions = { ifNoneMatch: headers['if-none-match'] === '*', ifMatch: headers['if-match'] };
    return { status: 200, headers: { etag: store.put(bucket, key, body, kept, conditions).etag }, body: '' };
  }
  if (method === 'GET' || method === 'HEAD') return getObject(store, bucket, key, request);
  if (method === 'DELETE') {
    store.delete(bucket, key);
    return { status: 204, body: '' };
  }
  throw new ServiceError('NotImplemented', `the local S3 does not know ${method} ?${query} of an object`, 501);
}

function getObject(store: ObjectStore, bucket: string, key: string, { headers }: ServiceRequest): ServiceResponse {
  const object = store.get(bucket, key);
  const common = {
    'accept-ranges': 'bytes',
    'last-modified': object.lastModified.toUTCString(),
    etag: object.etag,
    ...object.headers,
  };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (from === undefined) return { status: 200, headers: common, body: object.body };
  const size = object.body.length;
  const start = Number(from);
  const end = Math.min(to ? Number(to) : size - 1, size - 1);
  if (start >= size) throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  const partial = { ...common, 'content-range': `bytes ${start}-${end}/${size}` };
  return { status: 206, headers: partial, body: object.body.subarray(start, end + 1) };
}

function listBuckets(store: ObjectStore): ServiceResponse {
  const buckets = store
    .bucketNames()
    .map((name) => `<Bucket><Name>${name}</Name><CreationDate>2026-01-01T00:00:00Z</CreationDate></Bucket>`);
  return xml(
    `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets>${buckets.join('')}</Buckets></ListAllMyBucketsResult>`,
  );
}

function xml(body: string): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_whole, code, name) =>
    code ? String.fromCodePoint(Number(code)) : (named[name] ?? ''),
  );
}

/**
 * The payload of a body in `aws-chunked` encoding (what SDKs send when a checksum follows as a trailer): chunks of
 * `<hex length>[;chunk-signature=...]\r\n<bytes>\r\n` up to one of length 0.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
function decodeChunked(body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(length)) throw new RangeError(`a broken aws-chunked body at byte ${at}`);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}
