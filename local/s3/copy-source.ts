import { ServiceError, type ServiceRequest } from '../gateway/service.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { preconditionFailed, sameEtag } from './preconditions.ts';

/**
 * The bucket and key that a copy is of, from the header `x-amz-copy-source`.
 *
 * @throws ServiceError for what names no object, or an older version of one
 */
export function copySourceOf({ headers }: Pick<ServiceRequest, 'headers'>): { bucket: string; key: string } {
  const source = headers['x-amz-copy-source'] ?? '';
  const [path = '', version] = source.split('?versionId=');
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path)) ?? [];
  if (bucket === '' || version !== undefined) {
    const shown = JSON.stringify(source);
    throw new ServiceError('InvalidArgument', `got the copy source ${shown}, wanted bucket/key without a version`);
  }
  return { bucket, key };
}

/** The object that a copy is of, when the copy's conditions hold. */
export function copiedObject(store: ObjectStore, request: Pick<ServiceRequest, 'headers'>): StoredObject {
  const { bucket, key } = copySourceOf(request);
  const object = store.get(bucket, key);
  const wanted = request.headers['x-amz-copy-source-if-match'];
  const unwanted = request.headers['x-amz-copy-source-if-none-match'];
  if (wanted !== undefined && !sameEtag(wanted, object.etag)) throw preconditionFailed();
  if (unwanted !== undefined && sameEtag(unwanted, object.etag)) throw preconditionFailed();
  return object;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
