import { expect, test } from 'vitest';
import { decodeGivenUp } from '../../../operations/quarantine/given-up.ts';

const event = {
  Records: [
    {
      eventID: 'shardId-000000000000:4961',
      kinesis: {
        partitionKey: 'pump',
        sequenceNumber: '4961',
        data: Buffer.from('{"a":1}').toString('base64'),
        approximateArrivalTimestamp: 1_795_000_000.123,
      },
    },
  ],
};

function document(payload: unknown): string {
  return JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    timestamp: '2026-11-20T17:45:00.000Z',
    KinesisBatchInfo: { shardId: 'shardId-000000000000' },
    payload,
  });
}

test('the event is read from the text that AWS writes, and from JSON that somebody has unpacked', () => {
  for (const payload of [JSON.stringify(event), event]) {
    expect(decodeGivenUp(document(payload), 'key')).toMatchObject({
      condition: 'RetryAttemptsExhausted',
      givenUpAt: '2026-11-20T17:45:00.000Z',
      records: [{ shardId: 'shardId-000000000000', sequenceNumber: '4961', arrivalMs: 1_795_000_000_123 }],
    });
  }
});

test.each(['', '{}', document(undefined), document('{"Records":[{}]}')])(
  'something else is refused by its key: %s',
  (text) => {
    expect(() => decodeGivenUp(text, 'aws/lambda/x')).toThrow('aws/lambda/x is not a batch that Lambda gave up');
  },
);
