import { expect, it } from 'vitest';
import {
  ARCHIVE_COLUMNS,
  type ArchivedVerdict,
  archivePartition,
  DELIVERY_PREFIX,
  decodeArchived,
  encodeArchived,
} from '../../contracts/archive.ts';
import { prefixAt } from '../../local/firehose/deliver-objects.ts';

const AT_MS = Date.parse('2026-11-28T23:59:59.125Z');
const USUAL: ArchivedVerdict = {
  identity: 'shardId-000000000000:17:0',
  arrivalMs: AT_MS,
  observation: { source: 'pump-3', timestampMs: AT_MS - 60_000, features: { feature_1: 0.5, Temp: null } },
  verdict: { score: 3, threshold: 12.5, anomalous: false, grade: 0, modelVersion: 'a1b2c3d4e5f6' },
};
const STRANGE: ArchivedVerdict = {
  ...USUAL,
  observation: { ...USUAL.observation, id: 'row-7', labels: { Site: 'Kiel' }, features: [1.5, null] },
  flags: ['future_timestamp'],
  verdict: {
    ...USUAL.verdict,
    ...{ anomalous: true, grade: 0.75, surprise: 4.25, lane: 'stream', learning: true, scoredBy: 'function' },
    ...{ imputed: ['b'], unknownNames: ['c'], contributionError: 0.5, explanation: 'a is 7' },
    stream: { surprise: 3, step: 1, observations: 40, learning: true, frozen: true },
    contributions: [
      {
        ...{ feature: 'a', contribution: 9, observed: 7, expected: 1, direction: 'above' },
        usual: { low: 0, high: 2, at: 'hour' },
      },
    ],
  },
  decided: {
    ...{ severity: 'high', decision: 'opened', incidentId: 'i1', alertId: 'a1', evidence: '2 of 3' },
    ...{ rule: 'r', because: 'b' },
  },
};

it.each([
  ['usual', USUAL],
  ['strange', STRANGE],
])('a row of the archive comes back as it was: %s', (_, verdict) => {
  const line = encodeArchived(verdict);
  expect(line).not.toContain('\n');
  expect(decodeArchived(line)).toEqual(verdict);
});

it('every value has its column, in lower case as Hive has it, and every column has a value', () => {
  const keys = [USUAL, STRANGE].flatMap((verdict) => Object.keys(JSON.parse(encodeArchived(verdict))));
  expect([...new Set(keys)].sort()).toEqual(Object.keys(ARCHIVE_COLUMNS).sort());
  for (const name of keys) expect(name).toMatch(/^[a-z_]+$/);
});

it('what a row always has comes with its type, so that a line that was cut off is none', () => {
  const line = encodeArchived(STRANGE);
  for (let end = 0; end < line.length; end += 7) expect(decodeArchived(line.slice(0, end))).toBeUndefined();
  for (const other of ['7', 'null', '[]', '{}', line.replace('"score":3', '"score":"3"')]) {
    expect(decodeArchived(other)).toBeUndefined();
  }
});

it('a partition is the day and the hour in UTC, the same by whomever it was put', () => {
  expect(archivePartition(AT_MS)).toBe('verdicts/day=2026-11-28/hour=23/');
  expect(prefixAt(DELIVERY_PREFIX, new Date(AT_MS))).toBe(archivePartition(AT_MS));
});
