import { describe, expect, test } from 'vitest';
import { RECORDED_CASES, type RecordedCase } from './recorded-cases.ts';
import { createWorld, FUNCTION_ARN } from './run-mapping.ts';

describe('as recorded from AWS', () => {
  test.each(RECORDED_CASES)('$name', async (recorded) => {
    const { clock, stream, put, start, invocations, deliveries } = createWorld();
    const sequenceNumbers = new Map<string, string>();
    for (const data of recorded.putBefore ?? []) sequenceNumbers.set(data, put(data));
    await clock.advance(recorded.waitMs ?? 0);
    const mapping = start(recorded.configuration, recorded.function);
    for (const data of recorded.putAfter ?? []) sequenceNumbers.set(data, put(data));
    await clock.until(mapping.settled());
    await mapping.stop();

    expect(invocations.map((invocation) => invocation.data)).toEqual(recorded.invocations);
    const documents = deliveries.map((delivery) => JSON.parse(delivery.body));
    expect(documents).toEqual(
      recorded.failure ? [expectedDocument(recorded.failure, sequenceNumbers, stream.arn)] : [],
    );
  });
});

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function expectedDocument(
  failure: NonNullable<RecordedCase['failure']>,
  sequenceNumbers: ReadonlyMap<string, string>,
  streamArn: string,
): object {
  const { condition, approximateInvokeCount, functionError, records } = failure;
  return {
    requestContext: {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionArn: FUNCTION_ARN,
      condition,
      approximateInvokeCount,
    },
    ...(functionError !== undefined && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError },
    }),
    version: '1.0',
    timestamp: expect.stringMatching(ISO_DATE),
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      startSequenceNumber: sequenceNumbers.get(records[0]),
      endSequenceNumber: sequenceNumbers.get(records.at(-1)!),
      approximateArrivalOfFirstRecord: expect.stringMatching(ISO_DATE),
      approximateArrivalOfLastRecord: expect.stringMatching(ISO_DATE),
      batchSize: records.length,
      streamArn,
    },
  };
}
