import { ServiceError } from '../gateway/service.ts';

/** Refusals with AWS's own types and sentences, since clients branch on the type and people search for the sentence. */
export type KinesisErrorCode =
  | 'ExpiredIteratorException'
  | 'ExpiredNextTokenException'
  | 'InvalidArgumentException'
  | 'LimitExceededException'
  | 'ProvisionedThroughputExceededException'
  | 'ResourceInUseException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'ValidationException';

/** Makes an error as Kinesis answers it, with status 400. */
export function kinesisError(code: KinesisErrorCode, message: string): ServiceError {
  return new ServiceError(code, message, 400);
}
