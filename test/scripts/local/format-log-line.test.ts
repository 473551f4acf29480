import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { formatLogLine } from '../../../scripts/local/format-log-line.ts';

const verdict = { score: 0.4321, threshold: 0.6, anomalous: false, grade: 0, modelVersion: 'v' };
const batch = { shardId: 's', first: '1', last: '3', records: 3 };
const observed = { identity: 's:1:0', source: 'pump', observedAt: '2026-11-20T18:00:00.000Z' };

function shown(line: object | string): string | undefined {
  const formatted = formatLogLine(typeof line === 'string' ? line : JSON.stringify(line));
  return formatted && stripVTControlCharacters(formatted.text);
}

test.each<[string, object | string, string | undefined]>([
  [
    'a usual verdict',
    { message: 'verdict', level: 'INFO', ...observed, verdict },
    '2026-11-20T18:00:00  pump          0.432  usual',
  ],
  [
    'an anomaly, with why',
    {
      message: 'anomaly',
      level: 'WARN',
      ...observed,
      verdict: { ...verdict, explanation: 'a is 50' },
      severity: 'high',
      decision: 'opened',
    },
    '2026-11-20T18:00:00  pump          0.432  strange  high, opened  a is 50',
  ],
  [
    'a quarantined observation',
    {
      message: 'quarantined',
      level: 'WARN',
      identity: 's:1:0',
      partitionKey: 'pump',
      reason: { code: 'unreadable', path: '', message: 'no number\nin it' },
    },
    'quarantined  pump: no number\ufffdin it',
  ],
  [
    'where in a quarantined observation it stands',
    {
      message: 'quarantined',
      identity: 's:1:0',
      partitionKey: 'pump',
      reason: { code: 'c', path: 'a.b', message: 'm' },
    },
    'quarantined  pump: a.b: m',
  ],
  [
    'a name that the model does not know, and which it may be',
    {
      message: 'the model does not know this name',
      level: 'WARN',
      name: 'Temp',
      nearest: 'temp',
      missing: ['temp', 'flow'],
      observations: 1,
    },
    "WARN  the model does not know this name: 'Temp'; it may be temp, which is missing",
  ],
  [
    'names of which the model knows none',
    { message: 'the model knows none of these names', level: 'WARN', names: ['a', 'b'], observations: 1, reason: 'r' },
    'WARN  the model knows none of these names: a, b',
  ],
  ['a batch that is done', { message: 'batch', level: 'INFO', ...batch, done: 3, observations: 3 }, undefined],
  [
    'a batch that is tried again',
    { message: 'batch', level: 'INFO', ...batch, done: 1, observations: 3, retryFrom: '1' },
    'waiting  1 of 3 done, the rest is tried again',
  ],
  ['another warning', { message: 'endpoint away', level: 'WARN' }, 'WARN  endpoint away'],
  ['another line of information', { message: 'hello', level: 'INFO' }, undefined],
  ['metrics', { _aws: {}, Done: 1 }, undefined],
  [
    'an invocation that failed',
    'REPORT RequestId: 1\tDuration: 1 ms\tStatus: error\tError Type: Runtime.OutOfMemory',
    'failed  Runtime.OutOfMemory',
  ],
  ['an invocation that went well', 'REPORT RequestId: 1\tDuration: 1 ms', undefined],
])('shows %s', (_what, line, expected) => {
  expect(shown(line)).toBe(expected);
});
