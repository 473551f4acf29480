import { ServiceError, type ServiceRequest } from '../gateway/service.ts';
import type { PutOptions } from './object-store.ts';

const KEPT_HEADERS = /^(content-type|cache-control|content-disposition|content-language|expires|x-amz-meta-.+)$/;

/** The bytes that a request puts, out of the encoding in which they came. */
export function uploadedBytes({ headers, body }: Pick<ServiceRequest, 'headers' | 'body'>): Uint8Array {
  const chunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') || headers['content-encoding']?.includes('aws-chunked');
  return chunked ? decodeChunked(body) : body;
}

/**
 * What an object keeps of the headers that it was put with.
 *
 * @throws ServiceError for tags, which the local S3 does not keep
 */
export function keptHeaders({ headers }: Pick<ServiceRequest, 'headers'>): Record<string, string> {
  if (headers['x-amz-tagging'])
    throw new ServiceError('NotImplemented', 'the local S3 does not know tags of an object (x-amz-tagging)', 501);
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)));
  const encoding = headers['content-encoding']?.replace(/(^|, *)aws-chunked/, '').replace(/^, */, '');
  return encoding ? { ...kept, 'content-encoding': encoding } : kept;
}

/** On what condition an object may be put. */
export function putConditions({ headers }: Pick<ServiceRequest, 'headers'>): PutOptions {
  return { ifNoneMatch: headers['if-none-match'] === '*', ifMatch: headers['if-match'] };
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
