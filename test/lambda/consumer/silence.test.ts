import { describe, expect, it, vi } from 'vitest';
import { isNoData } from '../../../contracts/alert.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import {
  ALL,
  KEY,
  MINUTE_MS,
  minuteText,
  PAST,
  PUMPS,
  recordAt,
  recordsOf,
  SilenceRun,
} from '../../support/consumer/silence-run.ts';

// What takes days is known after some minutes.
vi.mock('../../../streams/silence-limits.ts', async (original) => ({
  ...(await original<typeof import('../../../streams/silence-limits.ts')>()),
  ...{ LEAST_SEEN: 0, LEAST_INTERVALS: 5 },
}));

describe('a source that always speaks and falls silent', () => {
  it('is told once, and that it speaks again', async () => {
    const run = new SilenceRun();
    await run.process(recordsOf(PUMPS, 60, { 'pump-2': [20, 40] }));
    expect(run.told).toEqual(['no_data pump-2', 'data_again pump-2']);
    const [silent, again] = run.aws.published.filter(isNoData);
    expect(silent).toMatchObject({ since: minuteText(19), noticedAt: minuteText(22), usualSeconds: 60 });
    expect(again).toMatchObject({ incidentId: silent.incidentId, noticedAt: minuteText(40) });
    expect(run.consumer.report.silences).toEqual([
      { source: 'pump-2', since: minuteText(19), decision: 'opened', alertId: silent.alertId },
      { source: 'pump-2', since: minuteText(19), decision: 'closed', alertId: again.alertId },
    ]);
  });

  it('is told by no-one where it comes again, in batches of other sizes, by another process', async () => {
    const run = new SilenceRun();
    const records = recordsOf(PUMPS, 60, { 'pump-2': [20, 40] });
    await run.process(records.slice(0, 35));
    const again = new SilenceRun({}, run.aws);
    const item = run.aws.sourceState.stored.get(KEY)!;
    run.aws.sourceState.shards.set(KEY, { records });
    // As if nothing behind the 16th record had been committed.
    run.aws.sourceState.stored.set(KEY, { ...item, last: '1015', snapshot: undefined });
    await again.process(records.slice(10), 7);
    expect(again.told).toEqual(['no_data pump-2', 'data_again pump-2']);
  });

  it.each<[string, Partial<BatchSettings>, string[]]>([
    ['silence is off', { sourceState: { ...PAST, silence: false } }, []],
    ['sources have no past', { sourceState: undefined }, []],
    ['nobody is to be alerted', { alerting: 'observe' }, ['observed', 'observed']],
  ])('is told nobody where %s', async (_, settings, decisions) => {
    const run = new SilenceRun(settings);
    await run.process(recordsOf(PUMPS, 60, { 'pump-2': [20, 40] }));
    expect(run.told).toEqual([]);
    expect(run.aws.items.size).toBe(0);
    expect(run.consumer.report.silences.map(({ decision }) => decision)).toEqual(decisions);
  });

  it('waits, with all behind it, while it cannot be written down', async () => {
    let isAway = false;
    const run = new SilenceRun({}, undefined, ({ incidents }) => ({
      incidents: {
        ...incidents,
        write: async (item) => {
          if (isAway) throw new Unavailable('incidents', 'away');
          return incidents.write(item);
        },
      },
    }));
    const records = recordsOf(PUMPS, 30, { 'pump-2': [20, 40] });
    await run.process(records.slice(0, 22));
    isAway = true;
    const { retryFrom } = await run.consumer.process(records.slice(22, 25));
    expect(retryFrom).toBe(records[22].sequenceNumber);
    expect(run.aws.sourceState.stored.get(KEY)?.last).toBe(records[21].sequenceNumber);
    isAway = false;
    run.consumer.nowMs += MINUTE_MS;
    await run.process(records.slice(22), 3);
    expect(run.told).toEqual(['no_data pump-2']);
  });
});

describe('many sources that fall silent at once', () => {
  it('are one message, and one when they are back', async () => {
    const run = new SilenceRun();
    const silences = Object.fromEntries(ALL.slice(0, 20).map((source) => [source, [20, 40]] as const));
    await run.process(recordsOf(ALL, 60, silences));
    expect(run.told).toEqual(['no_data 20', 'data_again 20']);
    expect(run.aws.published.filter(isNoData)[0]).toMatchObject({ of: 30, severity: 'high', since: minuteText(19) });
    expect([...run.aws.items.keys()]).toEqual(['weir:no-data']);
  });

  it('are told one by one while they are few', async () => {
    const run = new SilenceRun();
    await run.process(
      recordsOf(ALL, 60, Object.fromEntries(ALL.slice(0, 5).map((source, i) => [source, [20 + i, 60]]))),
    );
    expect(run.told.sort()).toEqual(ALL.slice(0, 5).map((source) => `no_data ${source}`));
  });
});

describe('a shard of which nothing comes', () => {
  const spoken = async (sources: readonly string[]) => {
    const run = new SilenceRun();
    const records = recordsOf(sources, 60);
    run.aws.sourceState.shards.set(KEY, { records });
    await run.process(records);
    return run;
  };

  it('is told by the wall clock once, without asking the stream before it is due or again', async () => {
    const run = await spoken(PUMPS);
    for (let minute = 59; minute < 62; minute++) await run.look(minute);
    expect([run.told, run.asked]).toEqual([[], 0]);
    for (let minute = 62; minute < 90; minute++) await run.look(minute);
    expect(run.told).toEqual(['no_data 3']);
    expect(run.asked).toBe(1);
    expect(run.aws.published.filter(isNoData)[0]).toMatchObject({ since: minuteText(59), noticedAt: minuteText(62) });
  });

  it('is named by its source where it is one', async () => {
    const run = await spoken(['pump-3']);
    await run.look(63);
    expect(run.told).toEqual(['no_data pump-3']);
  });

  it('is over with what comes next, and no source is blamed for it', async () => {
    const run = await spoken(PUMPS);
    await run.look(63);
    await run.process(Array.from({ length: 10 }, (_, i) => recordAt(120 + i, PUMPS)));
    expect(run.told).toEqual(['no_data 3', 'data_again 3']);
  });

  it('is no news while the consumer has not come so far, or when the shard is closed', async () => {
    const run = await spoken(PUMPS);
    await run.look(63, true);
    expect(run.told).toEqual([]);
    run.aws.sourceState.shards.get(KEY)!.records.push(recordAt(61, PUMPS));
    await run.look(63);
    expect(run.told).toEqual([]);
  });

  it('is not written into what is known of sources', async () => {
    const run = await spoken(PUMPS);
    const before = structuredClone(run.aws.sourceState.stored);
    await run.look(63);
    expect(run.aws.sourceState.stored).toEqual(before);
  });
});
