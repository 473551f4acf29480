import { escapeXml } from '../gateway/error-response.ts';
import type { ObjectStore } from './object-store.ts';

const MAX_KEYS = 1000;

/** ListObjectsV2 as XML: prefix, delimiter, pages. */
export function listObjects(store: ObjectStore, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const maxKeys = Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
  const encode = query.get('encoding-type') === 'url' ? encodeKey : escapeXml;

  const contents: string[] = [];
  const prefixes = new Set<string>();
  let last = '';
  let isTruncated = false;
  for (const key of store.keys(bucket)) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (entry <= after || prefixes.has(entry)) continue;
    if (contents.length + prefixes.size === maxKeys) {
      isTruncated = true;
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
  const common = [...prefixes].map((entry) => `<CommonPrefixes><Prefix>${encode(entry)}</Prefix></CommonPrefixes>`);
  const next = isTruncated ? `<NextContinuationToken>${escapeXml(last)}</NextContinuationToken>` : '';
  const encoding = query.get('encoding-type') === 'url' ? '<EncodingType>url</EncodingType>' : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><Prefix>${encode(prefix)}</Prefix><KeyCount>${contents.length + prefixes.size}</KeyCount><MaxKeys>${maxKeys}</MaxKeys>${encoding}<IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}${common.join('')}</ListBucketResult>`;
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}
