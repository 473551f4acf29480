import { describe, expect, it, vi } from 'vitest';
import type { ModelCard } from '../../../contracts/model-card.ts';
import type { Mute } from '../../../contracts/mute.ts';
import type { AlertRules } from '../../../contracts/rules.ts';
import { type RulesObject, rulesVersion } from '../../../contracts/rules-object.ts';
import { KnownRules } from '../../../lambda/consumer/known-rules.ts';
import { reportToCloudWatch } from '../../../lambda/consumer/report-to-cloudwatch.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { anomalyOf } from '../../support/anomaly-of.ts';
import { cardOf } from '../../support/card-of.ts';
import { CollectedReport, TestConsumer } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';

const objectOf = (rules: AlertRules): RulesObject => {
  return { rules, changes: [{ version: rulesVersion(rules), atMs: 0, by: 'me', why: 'because' }] };
};
const HOLDING = objectOf({ rules: [{ name: 'severe', minimumSeverity: 'critical' }] });
const ADMITTING = objectOf({ rules: [{ name: 'all', minimumDistance: { absolute: 0 } }] });
const away = (port: 'rules' | 'incidents') => () => Promise.reject(new Unavailable(port, 'no'));

/** A process, with what it asks. */
function world() {
  const asked = { object: 0, mutes: 0, card: 0 };
  const answers = {
    object: async (): Promise<RulesObject> => HOLDING,
    mutes: async (): Promise<readonly Mute[]> => [],
    card: async (): Promise<ModelCard | undefined> => undefined,
  };
  const known = new KnownRules();
  const report = new CollectedReport();
  let nowMs = 0;
  const rules = {
    object: () => {
      asked.object++;
      return answers.object();
    },
    mutes: () => {
      asked.mutes++;
      return answers.mutes();
    },
    card: () => {
      asked.card++;
      return answers.card();
    },
  };
  const one = anomalyOf({ driving: { temperature: [1, 62.4, 62.1] } });
  return {
    asked,
    answers,
    report,
    async admission(atMs: number) {
      nowMs = atMs;
      const ports = { rules, report, now: () => nowMs };
      return (await known.admitFor([one], { identityOf: (version) => version.padEnd(64, '0') }, ports))(
        one,
        'medium',
        nowMs,
      );
    },
  };
}

describe('what a process knows of rules and mutes', () => {
  it('is read again after half a minute', async () => {
    const { admission, asked, answers } = world();
    expect(await admission(0)).toMatchObject({ rule: 'severe', isAdmitted: false });
    answers.object = async () => ADMITTING;
    expect(await admission(29_999)).toMatchObject({ rule: 'severe' });
    expect(await admission(30_000)).toEqual({ isAdmitted: true, rule: 'all' });
    expect(asked).toMatchObject({ object: 2, mutes: 2 });
  });

  it('goes on when it cannot be read any more, which is said once in half a minute', async () => {
    const { admission, answers, report } = world();
    await admission(0);
    answers.object = away('rules');
    answers.mutes = away('incidents');
    for (const atMs of [30_000, 45_000, 59_999]) expect(await admission(atMs)).toMatchObject({ rule: 'severe' });
    expect(report.away.map(({ port }) => port).sort()).toEqual(['incidents', 'rules']);
    await admission(60_000);
    expect(report.away).toHaveLength(4);
  });

  it('goes on when rules come that cannot be understood', async () => {
    const { admission, answers, report } = world();
    await admission(0);
    answers.object = async () => objectOf({ calendars: { plant: { text: 'hello' } }, rules: [] });
    expect(await admission(30_000)).toMatchObject({ rule: 'severe' });
    expect(report.away).toEqual([
      { port: 'rules', reason: 'calendar plant: wanted iCalendar, which begins with BEGIN:VCALENDAR' },
    ]);
  });

  it.each<'object' | 'mutes'>(['object', 'mutes'])(
    'is never none: %s that was never read is waited for',
    async (what) => {
      const { admission, answers } = world();
      answers[what] = away('rules');
      await expect(admission(0)).rejects.toThrow(Unavailable);
    },
  );

  it('has the spread of the training by the card of the version, read once; without a card nothing is a trifle', async () => {
    const { admission, asked, answers, report } = world();
    answers.object = async () => objectOf({ rules: [] });
    answers.card = away('rules');
    expect(await admission(0)).toEqual({ isAdmitted: true });
    expect(report.away).toHaveLength(1);
    const quantiles = [Array.from({ length: 21 }, (_, i) => (i === 20 ? 1e9 : 2 * i))];
    answers.card = async () => ({ ...cardOf('a'.repeat(64)), features: ['temperature'], quantiles });
    expect(await admission(1)).toMatchObject({ rule: 'trifle', because: expect.stringContaining('spread of 36') });
    await admission(2);
    expect(asked.card).toBe(2);
  });
});

describe('a consumer with rules', () => {
  const strange = (i: number) =>
    record(i, JSON.stringify({ source: 'pump-1', timestamp: ARRIVAL_MS, features: { x: 3 } }));
  const rulesOf = (held: RulesObject) => {
    return { object: async () => held, mutes: async () => [], card: async () => undefined };
  };

  it('holds what they hold: nobody is told, the record is done, and its line names the rule', async () => {
    const consumer = new TestConsumer({}, { rules: rulesOf(HOLDING) });
    expect((await consumer.process([strange(1)])).retryFrom).toBeUndefined();
    expect(consumer.aws.published).toEqual([]);
    expect(consumer.report.entries[0]?.state).toMatchObject({
      decision: { decision: 'held', rule: 'severe', because: 'its severity is medium, less than critical' },
    });
  });

  it.each([true, false])('says why in the log only where values may be said: %s', async (logFeatures) => {
    const consumer = new TestConsumer({}, { rules: rulesOf(HOLDING) });
    await consumer.process([strange(1)]);
    const [logger, addMetric] = [{ info: vi.fn(), warn: vi.fn(), error: vi.fn() }, vi.fn()];
    const metrics = { addMetric, publishStoredMetrics: vi.fn() };
    const settings = { logVerdicts: 'anomalies', logFeatures } as const;
    const report = reportToCloudWatch(logger, metrics, settings, Date.now, async () => {});
    report.done(consumer.report.entries[0]);
    const [[, line]] = logger.warn.mock.calls;
    expect(line).toMatchObject({ decision: 'held', rule: 'severe' });
    expect('because' in line).toBe(logFeatures);
    report.unavailable({ port: 'rules', reason: 'no' });
    report.unavailable({ port: 'incidents', reason: 'no' });
    expect(addMetric.mock.calls).toEqual([['RulesUnreadable', 'Count', 1]]);
  });

  it('tells what they admit', async () => {
    const consumer = new TestConsumer({}, { rules: rulesOf(ADMITTING) });
    await consumer.process([strange(1)]);
    expect(consumer.aws.published.map(({ kind }) => kind)).toEqual(['opened']);
  });

  it('waits, and loses nothing, where rules could never be read', async () => {
    const consumer = new TestConsumer({}, { rules: { ...rulesOf(HOLDING), object: away('rules') } });
    const { retryFrom } = await consumer.process([strange(1)]);
    expect(retryFrom).toBe(strange(1).sequenceNumber);
    expect(consumer.report.away[0]).toMatchObject({ port: 'rules' });
    expect(consumer.aws.published).toEqual([]);
  });
});
