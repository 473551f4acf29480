import { expect, test } from 'vitest';
import { Account } from '../../../verification/fuzz/account.ts';

test('a record that takes longer to decode than any bytes justify is counted as slow', () => {
  const record = (sequenceNumber: string) => ({
    streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/fuzz',
    shardId: 'shardId-000000000000',
    sequenceNumber,
    partitionKey: 'key',
    arrivalMs: 0,
    bytes: Buffer.from('{"x":1}'),
  });
  const clock = [0, 9000, 9000, 20_000];
  const account = new Account(() => clock.shift()!);
  account.close([record('1'), record('2')], [], []);
  expect(account.accounted).toMatchObject({ records: 2, slow: 1, lost: 2 });
});
