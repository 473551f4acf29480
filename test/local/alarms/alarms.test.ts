import { describe, expect, it, test } from 'vitest';
import type { MetricAlarm } from '../../../local/alarms/metric-alarm.ts';
import type { MetricId } from '../../../local/metrics/metric-store.ts';
import { synthesiseAndResolve } from '../../support/synthesise.ts';
import { type Told, virtualAlarms } from '../../support/virtual-alarms.ts';
import { STORIES } from './alarm-stories.ts';

const app = synthesiseAndResolve({ channels: '[{"name":"bus","kind":"eventbridge"}]', archive: 'on' });
const SILENCE = {};

describe.each(Object.entries(STORIES))('%s', (heading, { trouble, sound, ring, end }) => {
  it('rings in trouble, not a minute before, and says that it is over where it is mended', () => {
    const { run, heard, lookBack } = watched(heading);
    run(30, sound);
    run(ring - 1, trouble);
    expect(heard()).toEqual([]);
    run(1, trouble);
    expect(heard()).toEqual(['ALARM']);
    run(lookBack, trouble);
    expect(heard()).toEqual(['ALARM']);
    run(lookBack, sound);
    expect(heard()).toEqual(end ? ['ALARM', end] : ['ALARM']);
  });

  it('is not told to be over because nothing is measured any more', () => {
    const { run, heard, lookBack } = watched(heading);
    run(30, sound);
    run(Math.max(ring, lookBack), trouble);
    run(2 * lookBack, SILENCE);
    expect(heard().filter((state) => state === 'OK')).toEqual(heading === 'Producers are refused' ? ['OK'] : []);
  });
});

test('every alarm of the templates has a story', () => {
  const { alarms } = virtualAlarms(app);
  expect(alarms.all.map(({ name }) => name).sort()).toEqual(
    Object.keys(STORIES)
      .map((heading) => `Weir: ${heading}`)
      .sort(),
  );
});

test('a new installation hears nothing, whether nothing is measured or all is well', () => {
  const idle = virtualAlarms(app);
  idle.run(2 * 60);
  expect(idle.told).toEqual([]);
  const sound = virtualAlarms(app);
  const measured = sound.alarms.all.flatMap((alarm) =>
    measuredFor(alarm, STORIES[alarm.name.replace('Weir: ', '')]!.sound),
  );
  sound.run(2 * 60, measured);
  expect(sound.told).toEqual([]);
  expect(sound.alarms.all.filter(({ name }) => sound.alarms.status(name).state === 'ALARM')).toEqual([]);
});

test.each([
  ['Sweeper fails', 4 * 5],
  ['Old snapshots are kept', 5 * 60],
  ['Training failed', 3 * 60],
  ['Canary silent', 3 * 15],
  ['No data comes', 26 * 60],
])('%s: that nothing is measured any more is told after %i minutes', (heading, minutes) => {
  const { run, heard } = watched(heading);
  run(5, STORIES[heading]!.sound);
  run(minutes - 1, SILENCE);
  expect(heard()).toEqual([]);
  run(1, SILENCE);
  expect(heard()).toEqual(['INSUFFICIENT_DATA']);
});

test('a message says what it means, where the runbook goes on, and what was measured, for people and for machines', () => {
  const { run, told } = watched('Records were lost');
  run(1, { DroppedEventCount: 2 });
  const [{ message, topic }] = told as [Told];
  expect(topic).toMatch(/^OperationsTopic/);
  expect(message.subject).toBe('ALARM: "Weir: Records were lost" in us-east-1');
  expect(message.bodies.email).toContain('What to do: docs/runbook.md#records-were-lost');
  expect(JSON.parse(message.bodies.default!)).toMatchObject({
    AlarmName: 'Weir: Records were lost',
    AlarmDescription: expect.stringContaining('docs/runbook.md#records-were-lost'),
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold crossed: datapoints [2], GreaterThanThreshold 0',
    OldStateValue: 'INSUFFICIENT_DATA',
    Trigger: { MetricName: 'DroppedEventCount', Namespace: 'AWS/Lambda', Period: 300, Threshold: 0 },
  });
});

test('that it is over is told in the same members', () => {
  const { run, told } = watched('Consumer fails');
  run(1, { Errors: 1 });
  run(6, { Errors: 0 });
  expect(JSON.parse(told[1]!.message.bodies.default!)).toMatchObject({
    AlarmName: 'Weir: Consumer fails',
    AlarmDescription: expect.stringContaining('docs/runbook.md#consumer-fails'),
    NewStateValue: 'OK',
    OldStateValue: 'ALARM',
    NewStateReason: expect.stringContaining('not crossed'),
    AlarmArn: expect.stringMatching(/:alarm:Weir: Consumer fails$/),
    AWSAccountId: '000000000000',
  });
});

/** One alarm, to which minutes are given as the values of its metrics. */
function watched(heading: string) {
  const { alarms, told, run } = virtualAlarms(app);
  const alarm = alarms.all.find(({ name }) => name === `Weir: ${heading}`)!;
  const ofAlarm = () =>
    told.map(({ message }) => JSON.parse(message.bodies.default!)).filter(({ AlarmName }) => AlarmName === alarm.name);
  return {
    told,
    run: (minutes: number, values: Readonly<Record<string, number>>) => run(minutes, measuredFor(alarm, values)),
    heard: () => ofAlarm().map(({ NewStateValue }) => NewStateValue),
    /** Minutes after which it has forgotten what was. */
    lookBack: ((alarm.periods + 2) * alarm.periodMs) / 60_000,
  };
}

/** The values of those metrics that the alarm watches, by their names. */
function measuredFor({ metrics }: MetricAlarm, values: Readonly<Record<string, number>>): [MetricId, number][] {
  return Object.values(metrics).flatMap(({ metric }) => {
    const value = values[metric.name];
    return value === undefined ? [] : [[metric, value] as [MetricId, number]];
  });
}
