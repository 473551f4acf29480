import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isLog, savedLog } from '../../../operations/preview/read-log-file.ts';
import { recordedLog } from '../../../operations/preview/recorded-log.ts';

const START = Date.UTC(2026, 10, 27);
const time = (second: number) => new Date(START + second * 1000).toISOString();

/** A line of the consumer's log, of an observation at a second. */
function anomaly(second: number, more: Record<string, unknown> = {}) {
  return {
    ...{ message: 'anomaly', timestamp: time(second + 1), observedAt: time(second), source: 'pump' },
    ...{ identity: `shardId-0:${second}:0`, decision: 'joined', severity: 'low', incidentId: 'i', features: { a: 1 } },
    verdict: { score: 2, threshold: 1, anomalous: true, grade: 0.3, modelVersion: 'v' },
    ...more,
  };
}
const batch = (first: string, done: number, anomalous: number) => {
  const line = { shardId: 's', first, last: '9', records: done, observations: done, done, quarantined: 0, anomalous };
  return { message: 'batch', timestamp: time(30), ...line };
};
const read = async (...lines: object[]) => {
  return recordedLog(await Array.fromAsync(savedLog(Readable.from(lines.map((line) => JSON.stringify(line))))));
};

describe('verdicts of a log', () => {
  it('are in the order in which they were logged, each once, without test alerts', async () => {
    const { verdicts } = await read(
      anomaly(5),
      anomaly(2),
      anomaly(5, { decision: 'already_counted', timestamp: time(60) }),
      anomaly(7, { decision: 'test' }),
    );
    expect(verdicts.map(({ observation }) => observation.timestampMs - START)).toEqual([2000, 5000]);
    expect(verdicts[0]).toMatchObject({
      place: { shardId: 'shardId-0', sequenceNumber: '2', index: 0 },
      arrivalMs: START + 3000,
      verdict: { grade: 0.3 },
    });
  });

  it('are beside so many usual ones as batches say, unless those are there one by one', async () => {
    const lines = [anomaly(2), batch('1', 100, 1), batch('1', 100, 1), batch('2', 50, 0)];
    const few = await read(...lines);
    expect(few).toMatchObject({ hasUsual: false, usual: [{ observations: 99 }, { observations: 50 }] });
    const all = await read(...lines, { ...anomaly(3), message: 'verdict', decision: undefined });
    expect(all).toMatchObject({ hasUsual: true, usual: [] });
    expect(all.verdicts).toHaveLength(2);
  });

  it('know the usual interval of their source, as they say how many observations are known', async () => {
    const known = (second: number, observations: number) =>
      anomaly(second, {
        verdict: { ...anomaly(0).verdict, stream: { surprise: 1, step: 0, observations } },
      });
    const { verdicts } = await read(known(0, 500), known(600, 510));
    expect(verdicts.map(({ usualIntervalMs }) => usualIntervalMs)).toEqual([60_000, 60_000]);
    expect((await read(anomaly(1))).verdicts[0].usualIntervalMs).toBeUndefined();
  });

  it('know which were taken for those of sources that never come again', async () => {
    const { verdicts } = await read(
      anomaly(1, { decision: 'held', rule: 'unrepeated_source' }),
      anomaly(2, { decision: 'held', rule: 'night' }),
    );
    expect(verdicts.map(({ isUnrepeated }) => isUnrepeated)).toEqual([true, false]);
  });

  it('say from when to when each incident was', async () => {
    const { incidents } = await read(anomaly(5), anomaly(2), anomaly(9, { incidentId: 'j' }));
    expect(incidents.get('i')).toEqual({ source: 'pump', openedAtMs: START + 2000, lastAtMs: START + 5000 });
  });

  it('have no distances where values are kept out of the log', async () => {
    const contributions = [{ feature: 'a', contribution: 2 }];
    const line = anomaly(1, { features: undefined, verdict: { ...anomaly(0).verdict, contributions } });
    const { hasValues, verdicts } = await read(line);
    expect(hasValues).toBe(false);
    expect(verdicts[0].verdict.contributions).toEqual([{ feature: 'a', contribution: 2, observed: Number.NaN }]);
  });
});

it('a saved log is told from rows by its first line, also with what aws logs tail writes before it', () => {
  const line = JSON.stringify(anomaly(1));
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(isLog(bytes(`${line}\n`))).toBe(true);
  expect(isLog(bytes(`2026-11-27T00:00:00 2026/11/27/[1]ab ${line}\n`))).toBe(true);
  expect(isLog(bytes('a,b\n1,2\n'))).toBe(false);
  expect(isLog(bytes('{"source":"pump","timestamp":"2026-11-27T00:00:00Z","a":1}\n'))).toBe(false);
});
