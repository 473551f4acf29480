import { ServiceError, type ServiceRequest, type ServiceResponse } from '../gateway/service.ts';
import { shownHeaders } from './checksums.ts';
import type { StoredObject } from './object-store.ts';
import { preconditionFailed, sameEtag } from './preconditions.ts';

/** Headers of an answer that a request may set, as presigned URLs do: `response-content-type=text/plain`. */
const OVERRIDES = [
  ...['content-type', 'content-language', 'content-disposition', 'content-encoding'],
  ...['cache-control', 'expires'],
];

/** GetObject and HeadObject: all of an object, or a range, when its conditions hold. */
export function getObject(object: StoredObject, request: ServiceRequest): ServiceResponse {
  const { headers, query } = request;
  const common: Record<string, string> = {
    'accept-ranges': 'bytes',
    'last-modified': object.lastModified.toUTCString(),
    etag: object.etag,
    ...shownHeaders(object.headers, request),
  };
  for (const name of OVERRIDES) {
    const wanted = query.get(`response-${name}`);
    if (wanted !== null) common[name] = wanted;
  }
  const unchanged = isUnchanged(object, headers);
  if (unchanged)
    return { status: 304, headers: { etag: object.etag, 'last-modified': common['last-modified']! }, body: '' };
  const size = object.body.length;
  const range = readRange(headers.range, size);
  if (!range) return { status: 200, headers: common, body: object.body };
  const [start, end] = range;
  const partial = { ...common, 'content-range': `bytes ${start}-${end}/${size}` };
  return { status: 206, headers: partial, body: object.body.subarray(start, end + 1) };
}

/**
 * Whether the asker has this object already.
 *
 * @throws ServiceError when another one is there than was asked for
 */
function isUnchanged({ etag, lastModified }: StoredObject, headers: ServiceRequest['headers']): boolean {
  const modifiedMs = Math.floor(lastModified.getTime() / 1000) * 1000;
  const { 'if-match': wanted, 'if-none-match': known } = headers;
  const since = Date.parse(headers['if-unmodified-since'] ?? '');
  if (wanted === undefined ? modifiedMs > since : !sameEtag(wanted, etag)) throw preconditionFailed();
  return known === undefined ? modifiedMs <= Date.parse(headers['if-modified-since'] ?? '') : sameEtag(known, etag);
}

/** First and last byte of `bytes=0-9`, `bytes=5-` or `bytes=-5`; undefined for all of it. */
function readRange(text: string | undefined, size: number): readonly [number, number] | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return [start, end];
}
