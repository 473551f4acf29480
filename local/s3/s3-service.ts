import type { ServiceHandler, ServiceRequest, ServiceResponse } from '../gateway/service.ts';
import { bucketOperations } from './bucket-operations.ts';
import { multipartOperations } from './multipart-operations.ts';
import { objectOperations } from './object-operations.ts';
import type { ObjectStore } from './object-store.ts';
import { type S3Operation, s3OperationOf, targetOf } from './operation-of.ts';

/** Some of S3's operations by their names. */
export type S3Operations = { readonly [name in S3Operation]?: (request: ServiceRequest) => ServiceResponse };

/** S3's REST interface, path style, as far as functions, scripts and people at a terminal use it. */
export function s3Service(store: ObjectStore): ServiceHandler {
  const operations = {
    ...bucketOperations(store),
    ...objectOperations(store),
    ...multipartOperations(store),
  } as Required<S3Operations>;
  return async (request) => {
    const operation = s3OperationOf(request);
    const { bucket } = targetOf(request);
    // Whatever is asked of a bucket, it must be there.
    if (bucket !== '' && operation !== 'CreateBucket') store.keys(bucket);
    return operations[operation](request);
  };
}
