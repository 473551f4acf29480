import { expect, test } from 'vitest';
import type { Candidate } from '../../../operations/redrive/candidate.ts';
import { chooseCandidates } from '../../../operations/redrive/choose-candidates.ts';
import { givenUp, oneByOne, quarantined, SHARD } from '../../support/candidates.ts';

async function chosen(candidates: readonly Candidate[], redriven: readonly string[] = [], reason?: string) {
  const choice = { redriven: new Set(redriven), ...(reason && { reason }) };
  const left = await Array.fromAsync(chooseCandidates(oneByOne(candidates), choice));
  return left.map(({ identity }) => identity.slice(SHARD.length + 1));
}

test('an observation that two objects have goes once', async () => {
  const twice = quarantined({ sequenceNumber: 1 });
  expect(await chosen([twice, twice, quarantined({ sequenceNumber: 1, index: 1 })])).toEqual(['1:0', '1:1']);
});

test('an observation whose whole record was given up goes with the record', async () => {
  const candidates = [
    givenUp({ sequenceNumber: 1 }),
    quarantined({ sequenceNumber: 1 }),
    quarantined({ sequenceNumber: 1, index: 12 }),
    quarantined({ sequenceNumber: 12 }),
  ];
  expect(await chosen(candidates)).toEqual(['1', '12:0']);
});

test('what is on the stream again is left out, with the observations of its record', async () => {
  const candidates = [1, 2, 3].map((sequenceNumber) => quarantined({ sequenceNumber }));
  expect(await chosen(candidates, [`${SHARD}:1:0`, `${SHARD}:3`])).toEqual(['2:0']);
});

test('what failed again goes again, and once although an interrupted redrive had put it twice', async () => {
  const redrivenFrom = `${SHARD}:1:0`;
  const candidates = [
    quarantined({ sequenceNumber: 1 }),
    quarantined({ sequenceNumber: 8, redrivenFrom }),
    quarantined({ sequenceNumber: 9, redrivenFrom }),
  ];
  expect(await chosen(candidates, [redrivenFrom])).toEqual(['8:0']);
});

test('who writes another observation with the mark of one that failed keeps nobody from the stream', async () => {
  const redrivenFrom = `${SHARD}:1:0`;
  const candidates = [
    quarantined({ sequenceNumber: 8, redrivenFrom, data: '{"b":2}' }),
    quarantined({ sequenceNumber: 9, redrivenFrom }),
  ];
  expect(await chosen(candidates, [redrivenFrom])).toEqual(['8:0', '9:0']);
});

test('with a reason only what was quarantined for it goes', async () => {
  const candidates = [
    givenUp({ sequenceNumber: 1 }),
    quarantined({ sequenceNumber: 2, reason: 'unreadable' }),
    quarantined({ sequenceNumber: 3 }),
  ];
  expect(await chosen(candidates, [], 'unreadable')).toEqual(['2:0']);
});
