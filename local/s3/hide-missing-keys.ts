import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import type { Authoriser } from '../iam/authoriser.ts';
import { PARTITION } from '../template/aws-environment.ts';
import { targetOf } from './operation-of.ts';

/**
 * S3 tells that an object is not there only who may list its bucket: to others it is forbidden.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html on permissions
 */
export function hidingMissingKeys(handler: ServiceHandler, authorise: Authoriser['authorise']): ServiceHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'NoSuchKey') {
        const resource = `arn:${PARTITION}:s3:::${targetOf(request).bucket}`;
        authorise('s3', request.principal, [{ action: 's3:ListBucket', resource, context: { 's3:prefix': '' } }]);
      }
      throw error;
    }
  };
}
