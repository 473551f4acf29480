import type { Problem } from './result.ts';

/** Where an observation goes that can never be scored, whole, with the reason: one line of JSON in the quarantine bucket. */
export interface QuarantinedObservation {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly index: number;
  readonly partitionKey: string;
  /** When Kinesis took the record, ISO 8601. */
  readonly arrivedAt: string;
  readonly reason: Problem;
  /** The observation's bytes as they came (the whole record's when it could not be taken apart), base64. */
  readonly data: string;
}

export const QUARANTINE_PREFIX = 'quarantine/';
/** Where the event source mapping puts batches that it gave up (AWS's own key layout). */
export const GIVEN_UP_PREFIX = 'aws/lambda/';
