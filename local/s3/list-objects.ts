import type { ServiceResponse } from '../gateway/service.ts';
import { escapeXml } from '../gateway/xml.ts';
import type { ObjectStore } from './object-store.ts';
import { xmlAnswer } from './xml-answer.ts';

const MAX_KEYS = 1000;

/** ListObjectsV2 as XML: prefix, delimiter, pages. */
export function listObjectsV2(store: ObjectStore, bucket: string, query: URLSearchParams): ServiceResponse {
  const startAfter = query.get('start-after') ?? '';
  const page = readPage(store, bucket, query, query.get('continuation-token') ?? startAfter);
  const next = page.isTruncated ? `<NextContinuationToken>${escapeXml(page.last)}</NextContinuationToken>` : '';
  const encode = encoderOf(query);
  const asked = startAfter === '' ? '' : `<StartAfter>${encode(startAfter)}</StartAfter>`;
  return answerOf(bucket, query, page, `<KeyCount>${page.count}</KeyCount>${asked}${next}`);
}

/** ListObjects, the first version: as the second, with a marker in place of a token. */
export function listObjects(store: ObjectStore, bucket: string, query: URLSearchParams): ServiceResponse {
  const marker = query.get('marker') ?? '';
  const page = readPage(store, bucket, query, marker);
  const encode = encoderOf(query);
  // S3 gives the next marker only with a delimiter: without, it is the last key.
  const isTold = page.isTruncated && (query.get('delimiter') ?? '') !== '';
  const next = isTold ? `<NextMarker>${encode(page.last)}</NextMarker>` : '';
  return answerOf(bucket, query, page, `<Marker>${encode(marker)}</Marker>${next}`);
}

interface Page {
  readonly contents: readonly string[];
  readonly prefixes: readonly string[];
  readonly count: number;
  readonly isTruncated: boolean;
  /** Key or common prefix, '' on an empty page. */
  readonly last: string;
}

function readPage(store: ObjectStore, bucket: string, query: URLSearchParams, after: string): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = maxKeysOf(query);
  const encode = encoderOf(query);
  const contents: string[] = [];
  const prefixes = new Set<string>();
  let last = '';
  let isTruncated = false;
  for (const key of store.keys(bucket)) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (!isAfterKey(entry, after) || prefixes.has(entry)) continue;
    if (contents.length + prefixes.size === maxKeys) {
      isTruncated = maxKeys > 0;
      break;
    }
    if (cut < 0) {
      const { etag, lastModified, body } = store.get(bucket, key);
      contents.push(
        `<Contents><Key>${encode(key)}</Key><LastModified>${lastModified.toISOString()}</LastModified><ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      );
    } else {
      prefixes.add(entry);
    }
    last = entry;
  }
  return { contents, prefixes: [...prefixes], count: contents.length + prefixes.size, isTruncated, last };
}

function answerOf(bucket: string, query: URLSearchParams, page: Page, more: string): ServiceResponse {
  const encode = encoderOf(query);
  const delimiter = query.get('delimiter') ?? '';
  const common = page.prefixes.map((entry) => `<CommonPrefixes><Prefix>${encode(entry)}</Prefix></CommonPrefixes>`);
  const elements = [
    `<Name>${bucket}</Name><Prefix>${encode(query.get('prefix') ?? '')}</Prefix>`,
    delimiter === '' ? '' : `<Delimiter>${encode(delimiter)}</Delimiter>`,
    `<MaxKeys>${maxKeysOf(query)}</MaxKeys>`,
    query.get('encoding-type') === 'url' ? '<EncodingType>url</EncodingType>' : '',
    `<IsTruncated>${page.isTruncated}</IsTruncated>${more}`,
    ...page.contents,
    ...common,
  ];
  return xmlAnswer('ListBucketResult', elements.join(''));
}

function maxKeysOf(query: URLSearchParams): number {
  return Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
}

function encoderOf(query: URLSearchParams): (key: string) => string {
  return query.get('encoding-type') === 'url' ? encodeKey : escapeXml;
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

/** In the order of UTF-8 bytes, in which S3 lists. */
function isAfterKey(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
