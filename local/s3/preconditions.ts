import { ServiceError } from '../gateway/service.ts';

/** Whether a condition's ETag is this one; clients leave the quotes out as they like. */
export function sameEtag(wanted: string, etag: string): boolean {
  return wanted === '*' || wanted.replaceAll('"', '') === etag.replaceAll('"', '');
}

/** What S3 says when a condition does not hold. */
export function preconditionFailed(): ServiceError {
  return new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}
