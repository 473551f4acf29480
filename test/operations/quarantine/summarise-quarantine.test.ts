import { expect, test } from 'vitest';
import type { QuarantinedObservation } from '../../../contracts/quarantine.ts';
import { summariseQuarantine } from '../../../operations/quarantine/summarise-quarantine.ts';
import { oneByOne } from '../../support/candidates.ts';

function line(identity: string, code: string, minute: number, redrivenFrom?: string): QuarantinedObservation {
  return {
    identity,
    shardId: 'shardId-0',
    sequenceNumber: '1',
    index: 0,
    partitionKey: 'pump',
    arrivedAt: new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString(),
    reason: { code, path: '', message: `${code} at ${minute}` },
    data: '',
    ...(redrivenFrom !== undefined && { redrivenFrom }),
  };
}

const summary = (lines: QuarantinedObservation[], redriven: string[] = []) =>
  summariseQuarantine(oneByOne(lines), new Set(redriven));

test('reasons are counted, the most frequent first, with the latest message of each', async () => {
  const lines = [
    line('a', 'unreadable', 1),
    line('b', 'gzip_too_large', 2),
    line('c', 'unreadable', 9),
    line('d', 'unreadable', 3),
  ];
  expect(await summary(lines)).toEqual({
    reasons: [
      { code: 'unreadable', observations: 3, lastArrivedAt: '2026-11-20T10:09:00.000Z', message: 'unreadable at 9' },
      {
        code: 'gzip_too_large',
        observations: 1,
        lastArrivedAt: '2026-11-20T10:02:00.000Z',
        message: 'gzip_too_large at 2',
      },
    ],
    waiting: 4,
    failedAgain: 0,
    redriven: 0,
  });
});

test('an observation that is written down twice is one', async () => {
  expect(await summary([line('a', 'unreadable', 1), line('a', 'unreadable', 1)])).toMatchObject({ waiting: 1 });
});

test('what is on the stream again does not wait', async () => {
  const lines = [line('a', 'unreadable', 1), line('b', 'unreadable', 1)];
  expect(await summary(lines, ['a'])).toMatchObject({ waiting: 1, redriven: 1 });
});

test('what failed again is the same case, counted for its latest reason', async () => {
  const lines = [line('a', 'no_known_feature', 1), line('z', 'bad_source', 5, 'a')];
  expect(await summary(lines, ['a'])).toMatchObject({
    reasons: [{ code: 'bad_source', observations: 1 }],
    waiting: 1,
    failedAgain: 1,
    redriven: 0,
  });
  expect(await summary(lines, ['a', 'z'])).toMatchObject({ reasons: [], waiting: 0, redriven: 1 });
});
