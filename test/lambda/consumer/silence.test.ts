import { describe, expect, it, vi } from 'vitest';
import { isNoData } from '../../../contracts/alert.ts';
import type { Mute } from '../../../contracts/mute.ts';
import type { AlertRule } from '../../../contracts/rules.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { admitNoticeBy } from '../../../rules/admit-notice.ts';
import { compileRules } from '../../../rules/compile-rules.ts';
import { ARRIVAL_MS } from '../../support/consumer/observations.ts';
import { rulesPorts } from '../../support/consumer/rules-ports.ts';
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

describe('silence that the rules hold', () => {
  const mute = (source: string, untilMinute: number): Mute => ({
    ...{ id: 'ab12', source, fromMs: 0, untilMs: ARRIVAL_MS + untilMinute * MINUTE_MS, by: 'ann', why: 'works' },
  });
  const runWith = (mutes: readonly Mute[], rules: readonly AlertRule[] = []) => {
    return new SilenceRun({}, undefined, () => ({ rules: rulesPorts({ rules }, mutes) }));
  };
  const silences = (names: readonly string[], to = 60) => {
    return Object.fromEntries(names.map((source) => [source, [20, to]] as const));
  };

  it('is told nobody while it lasts, with the rule in the log, and when the mute ends, once', async () => {
    const run = runWith([mute('pump-2', 40)]);
    await run.process(recordsOf(PUMPS, 30, silences(['pump-2'])));
    expect(run.told).toEqual([]);
    const because = expect.stringContaining('by ann: works');
    expect(run.consumer.report.silences).toEqual([
      { source: 'pump-2', since: minuteText(19), decision: 'held', rule: 'mute ab12', because },
    ]);
    const admit = await admitBy([mute('pump-2', 40)]);
    for (let minute = 30; minute < 50; minute++) await run.sweep(minute, admit);
    expect(run.told).toEqual(['no_data pump-2']);
    expect(run.aws.published).toMatchObject([{ since: minuteText(19), noticedAt: minuteText(41) }]);
    expect(run.lines.map(({ decision }) => decision)).toEqual(['opened']);
  });

  it('is never told where the source speaks again before', async () => {
    const run = runWith([mute('*', 40)]);
    await run.process(recordsOf(PUMPS, 40, silences(['pump-2'], 35)));
    for (let minute = 40; minute < 60; minute++) await run.sweep(minute);
    expect(run.told).toEqual([]);
  });

  it('is told soon where the mute is ended before its time', async () => {
    const run = runWith([mute('pump-2', 10_000)]);
    await run.process(recordsOf(PUMPS, 30, silences(['pump-2'])));
    for (let minute = 30; minute <= 41; minute++) await run.sweep(minute);
    expect(run.told).toEqual(['no_data pump-2']);
  });

  it('does not count among the many, and those that are no longer held are one message if they are many', async () => {
    const muted = ALL.slice(0, 20);
    const names = [...muted, 'pump-25'];
    const held = mute('pump-{[0-9],1[0-9]}', 40);
    const run = runWith([held]);
    await run.process(recordsOf(ALL, 30, silences(names)));
    expect(run.told).toEqual(['no_data pump-25']);
    const admit = await admitBy([held]);
    for (let minute = 30; minute < 50; minute++) await run.sweep(minute, admit);
    expect(run.told).toEqual(['no_data pump-25', 'no_data 20']);
    run.consumer.nowMs = ARRIVAL_MS + 50 * MINUTE_MS;
    await run.process(recordsOf(ALL, 55, {}).slice(50));
    expect(run.told.slice(2).sort()).toEqual(['data_again 20', 'data_again pump-25']);
  });

  it('is told as one of many where a rule holds only what is less severe', async () => {
    const rule: AlertRule = { name: 'severe', minimumSeverity: 'high' };
    const few = runWith([], [rule]);
    await few.process(recordsOf(ALL, 30, silences(ALL.slice(0, 3))));
    expect(few.told).toEqual([]);
    const many = runWith([], [rule]);
    await many.process(recordsOf(ALL, 30, silences(ALL.slice(0, 20))));
    expect(many.told).toEqual(['no_data 20']);
  });

  it('is told to whom its rule says, with its advice, and so is the silence of many', async () => {
    const pumps: AlertRule = { name: 'pumps', source: 'pump-*', channels: ['shift'], advice: { text: 'the plug' } };
    const many: AlertRule = { name: 'many', source: 'weir:no-data', channels: ['network'] };
    const run = runWith([], [pumps, many]);
    await run.process(recordsOf(ALL, 30, silences(['pump-2'])));
    expect(run.aws.published).toMatchObject([{ channels: ['shift'], advice: { text: 'the plug' } }]);
    const other = runWith([], [pumps, many]);
    await other.process(recordsOf(ALL, 30, silences(ALL.slice(0, 20))));
    expect(other.aws.published).toMatchObject([{ silent: 20, channels: ['network'] }]);
  });

  it('of a whole shard obeys what is for its source, or for all, and is told when no rule holds it', async () => {
    const run = new SilenceRun();
    const records = recordsOf(PUMPS, 60);
    run.aws.sourceState.shards.set(KEY, { records });
    await run.process(records);
    const [ofAll, ofSome] = [await admitBy([mute('*', 70)]), await admitBy([mute('pump-*', 70)])];
    await run.look(63, false, ofAll);
    expect(run.told).toEqual([]);
    expect(run.lines).toMatchObject([{ since: minuteText(59), decision: 'held', rule: 'mute ab12' }]);
    await run.look(64, false, ofSome);
    expect(run.told).toEqual(['no_data 3']);
  });

  it('waits, with all behind it, while rules cannot be read and never could', async () => {
    const away = async () => {
      throw new Unavailable('rules', 'away');
    };
    const run = new SilenceRun({}, undefined, () => ({ rules: { ...rulesPorts({}), object: away } }));
    const records = recordsOf(PUMPS, 30, silences(['pump-2']));
    await run.process(records.slice(0, 22));
    const { retryFrom } = await run.consumer.process(records.slice(22, 25));
    expect(retryFrom).toBe(records[22].sequenceNumber);
  });
});

async function admitBy(mutes: readonly Mute[]) {
  return admitNoticeBy({ rules: await compileRules({ rules: [] }, ARRIVAL_MS), mutes });
}

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
