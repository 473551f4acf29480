import { expect, test } from 'vitest';
import { FinishedBatches } from '../../../verification/load/finished-batches.ts';

const batch = (first: string, last: string, retryFrom?: string) =>
  JSON.stringify({ level: 'INFO', message: 'batch', shardId: 'shard-0', first, last, records: 1, retryFrom });

test('what lies in no finished stretch is missing, whatever the order and the overlap of the batches', () => {
  const finished = new FinishedBatches();
  for (const line of [
    batch('95', '120', '100'),
    batch('8', '10'),
    batch('9', '12'),
    '{"message":"verdict"}',
    'START',
  ]) {
    finished.read(line);
  }
  expect(finished.missing('shard-0', ['8', '13', '12', '100', '99', '7', '9'])).toEqual(['7', '13', '100']);
  expect(finished.missing('shard-1', ['8'])).toEqual(['8']);
});
