import { randomUUID } from 'node:crypto';
import type { Shard, StoredRecord } from '../kinesis/shard.ts';

/** Records that the mapping gave up, and why. */
export interface DiscardedBatch {
  /** `RecordTooLarge` is our word for a record that no event can hold; AWS's is neither recorded nor documented. */
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'RecordTooLarge';
  readonly shard: Shard;
  readonly records: readonly StoredRecord[];
  readonly approximateInvokeCount: number;
  /** Of the last invocation, when there was one. */
  readonly requestId?: string | undefined;
  /** What the function's last answer was; absent when the records' age ended it. */
  readonly response?: { readonly functionError: 'Unhandled' | null };
}

/** The metadata that every failure destination gets. Dates are ISO 8601 with milliseconds. */
export function failureDocument(
  batch: DiscardedBatch,
  context: { readonly functionArn: string; readonly streamArn: string; readonly nowMs: number },
): object {
  const { records, response } = batch;
  const [first, last] = [records[0], records.at(-1)!];
  return {
    requestContext: {
      requestId: batch.requestId ?? randomUUID(),
      functionArn: context.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.approximateInvokeCount,
    },
    ...(response && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: response.functionError },
    }),
    version: '1.0',
    timestamp: new Date(context.nowMs).toISOString(),
    KinesisBatchInfo: {
      shardId: batch.shard.id,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivalMs).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivalMs).toISOString(),
      batchSize: records.length,
      streamArn: context.streamArn,
    },
  };
}

/** Where an S3 destination keeps a document: `aws/lambda/UUID/SHARD/2026/11/20/2026-11-20T17.45.00-RANDOM`. */
export function failureObjectKey(mappingUuid: string, shardId: string, nowMs: number): string {
  const second = new Date(nowMs).toISOString().slice(0, 19);
  const day = second.slice(0, 10).replaceAll('-', '/');
  return `aws/lambda/${mappingUuid}/${shardId}/${day}/${second.replaceAll(':', '.')}-${randomUUID()}`;
}
