import { expect, test } from 'vitest';
import type { Candidate } from '../../../operations/redrive/candidate.ts';
import { inStreamOrder } from '../../../operations/redrive/in-stream-order.ts';
import { givenUp, quarantined } from '../../support/candidates.ts';

function source(candidates: readonly Candidate[], onRead?: () => void) {
  return {
    first: candidates.map(({ sequenceNumber }) => sequenceNumber).reduce((a, b) => (a < b ? a : b)),
    async read() {
      onRead?.();
      return candidates;
    },
  };
}

const of = (...numbers: number[]) => numbers.map((sequenceNumber) => quarantined({ sequenceNumber }));

test('candidates come in the order of the stream, however they are spread over objects', async () => {
  const sources = [source(of(50, 70, 90)), source(of(9, 100)), source(of(51, 52)), source(of(200))];
  const ordered = await Array.fromAsync(inStreamOrder(sources));
  expect(ordered.map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual([9, 50, 51, 52, 70, 90, 100, 200]);
});

test('a whole record comes before its observations, and these in their order', async () => {
  const observations = [2, 0, 1].map((index) => quarantined({ sequenceNumber: 7, index }));
  const sources = [source(observations), source([givenUp({ sequenceNumber: 7 })])];
  expect((await Array.fromAsync(inStreamOrder(sources))).map(({ index }) => index)).toEqual([-1, 0, 1, 2]);
});

test('an object is read when its turn comes, not before', async () => {
  let reads = 0;
  const sources = Array.from({ length: 100 }, (_, i) => source(of(10 * i + 1, 10 * i + 2), () => reads++));
  const candidates = inStreamOrder(sources);
  await candidates.next();
  await candidates.next();
  expect(reads).toBe(1);
});
