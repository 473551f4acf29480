import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mute } from '../../contracts/mute.ts';
import { type AlertRule, parseRules } from '../../contracts/rules.ts';
import { SEVERITIES, type Severity } from '../../contracts/verdict.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import { admitBy } from '../../rules/admit.ts';
import { compileRules } from '../../rules/compile-rules.ts';
import type { SpreadOf } from '../../rules/distance.ts';
import { anomalyOf } from '../support/anomaly-of.ts';

const NOON = Date.parse('2026-01-31T12:00:00Z');
const HOUR = 3_600_000;

interface World {
  readonly rules?: readonly AlertRule[];
  readonly timeZone?: string;
  readonly mutes?: readonly Mute[];
  readonly spreadOf?: SpreadOf;
  readonly nowMs?: number;
}

async function admission(anomaly: Anomaly, severity: Severity, world: World) {
  const { rules = [], timeZone, mutes = [], spreadOf = () => undefined, nowMs = NOON } = world;
  const compiled = await compileRules(parseRules({ rules, ...(timeZone && { timeZone }) }, 'rules'), nowMs);
  return admitBy({ rules: compiled, mutes, spreadOf })(anomaly, severity, nowMs);
}

const held = (rule: string, because: string) => ({ isAdmitted: false, rule, because });
const hot = anomalyOf({ atMs: NOON, driving: { temperature: [3, 62.4, 62.1] } });

describe('without rules', () => {
  it('admits what is no trifle', async () => {
    expect(await admission(hot, 'low', { spreadOf: () => 20 })).toEqual({ isAdmitted: true });
  });

  it('holds a difference below a hundredth of the spread in the training', async () => {
    const because = 'temperature is 0.3 above the expected 62.1, less than 1% of its spread of 40 in the training';
    expect(await admission(hot, 'critical', { spreadOf: () => 40 })).toEqual(held('trifle', because));
  });

  it('admits a trifle of the leading feature where another one that drove it is far from what was expected', async () => {
    const driving = { temperature: [3, 62.4, 62.1], pressure: [2, 9, 5] } as const;
    expect(await admission(anomalyOf({ driving }), 'low', { spreadOf: () => 40 })).toEqual({ isAdmitted: true });
    const little = { ...driving, pressure: [1, 9, 5] } as const;
    expect(await admission(anomalyOf({ driving: little }), 'low', { spreadOf: () => 40 })).toMatchObject({
      rule: 'trifle',
    });
  });

  it('admits what lies far from the usual of its own source, however far sources lie apart', async () => {
    const verdict = { lane: 'stream' as const };
    const far = anomalyOf({ verdict, driving: { level: [3, 15, 10] } });
    expect(await admission(far, 'low', { spreadOf: () => 1000 })).toEqual({ isAdmitted: true });
    const near = anomalyOf({ verdict, driving: { level: [3, 20.01, 20] } });
    expect(await admission(near, 'low', { spreadOf: () => 20 })).toMatchObject({ rule: 'trifle' });
  });

  it('admits what nothing explains, and what has no expected value', async () => {
    expect(await admission(anomalyOf({}), 'low', { spreadOf: () => 40 })).toEqual({ isAdmitted: true });
    const unexpected = anomalyOf({ driving: { temperature: [3, 62.4] } });
    expect(await admission(unexpected, 'low', { spreadOf: () => 40 })).toEqual({ isAdmitted: true });
  });
});

describe('a rule', () => {
  const ruled = (rule: Omit<AlertRule, 'name'>, anomaly = hot, severity: Severity = 'medium') =>
    admission(anomaly, severity, { rules: [{ name: 'R', ...rule }] });

  it('holds what is less severe', async () => {
    expect(await ruled({ minimumSeverity: 'high' })).toEqual(held('R', 'its severity is medium, less than high'));
    expect(await ruled({ minimumSeverity: 'medium' })).toEqual({ isAdmitted: true, rule: 'R' });
  });

  it('holds what is not as rare as its budget, and nothing whose rarity nobody knows', async () => {
    const rare = (surprise?: number) => anomalyOf({ verdict: surprise === undefined ? {} : { surprise } });
    const because = 'it is as rare as one in 3,162, and the budget is one in 10,000';
    expect(await ruled({ alertBudget: 0.0001 }, rare(3.5))).toEqual(held('R', because));
    expect(await ruled({ alertBudget: 0.0001 }, rare(4))).toEqual({ isAdmitted: true, rule: 'R' });
    expect(await ruled({ alertBudget: 0.0001 }, rare())).toEqual({ isAdmitted: true, rule: 'R' });
  });

  it('holds what is nearer than an absolute distance, and a relative one', async () => {
    const because = 'temperature is 0.3 above the expected 62.1, less than the minimum distance 1';
    expect(await ruled({ minimumDistance: { absolute: 1 } })).toEqual(held('R', because));
    expect(await ruled({ minimumDistance: { absolute: 0.29 } })).toMatchObject({ isAdmitted: true });
    expect(await ruled({ minimumDistance: { relative: 0.01 } })).toMatchObject({ isAdmitted: false });
    expect(await ruled({ minimumDistance: { relative: 0.001 } })).toMatchObject({ isAdmitted: true });
    expect(await ruled({ minimumDistance: { absolute: 0.1, relative: 0.01 } })).toMatchObject({ isAdmitted: false });
  });

  it('that says nothing of distance leaves the default; a minimum distance of 0 takes it away', async () => {
    const world = { spreadOf: () => 40 };
    const advised = { name: 'R', advice: { text: 'ask the shift' } };
    expect(await admission(hot, 'low', { ...world, rules: [advised] })).toMatchObject({ rule: 'trifle' });
    const rules = [{ ...advised, minimumDistance: { absolute: 0 } }];
    expect(await admission(hot, 'low', { ...world, rules })).toMatchObject({ isAdmitted: true, rule: 'R' });
  });

  it('holds what is on the other side', async () => {
    expect(await ruled({ direction: 'below' })).toEqual(held('R', 'temperature is above what was expected'));
    expect(await ruled({ direction: 'above' })).toMatchObject({ isAdmitted: true });
    expect(await ruled({ direction: 'both' })).toMatchObject({ isAdmitted: true });
  });

  it('for one feature holds nothing that another feature drove as well', async () => {
    const driving = { temperature: [3, 62.4, 62.1], pressure: [2, 9, 5] } as const;
    const rule = { feature: 'temp*', minimumDistance: { absolute: 1 } };
    expect(await ruled(rule, anomalyOf({ driving }))).toEqual({ isAdmitted: true, rule: 'R' });
    const severe = { feature: 'temp*', minimumSeverity: 'critical' as const };
    expect(await ruled(severe, anomalyOf({ driving }))).toEqual({ isAdmitted: true, rule: 'R' });
    const alone = { temperature: driving.temperature };
    expect(await ruled(severe, anomalyOf({ driving: alone }))).toMatchObject({ isAdmitted: false });
  });

  it('is for the leading feature alone', async () => {
    expect(await ruled({ feature: 'temp*', minimumSeverity: 'critical' })).toMatchObject({ isAdmitted: false });
    expect(await ruled({ feature: 'press*', minimumSeverity: 'critical' })).toEqual({ isAdmitted: true });
    expect(await ruled({ feature: 'temp*', minimumSeverity: 'critical' }, anomalyOf({}))).toEqual({ isAdmitted: true });
  });

  it('holds what happens outside its hours, unless it is severe enough to wake people', async () => {
    const hours = { times: ['08:00-10:00'], exceptFrom: 'critical' as const };
    const because = 'outside the hours 08:00-10:00 of UTC, and medium is less than critical';
    expect(await ruled({ hours })).toEqual(held('R', because));
    expect(await ruled({ hours }, hot, 'critical')).toMatchObject({ isAdmitted: true });
    expect(await ruled({ hours: { times: ['11:00-13:00'] } })).toMatchObject({ isAdmitted: true });
  });

  it('decides on hours by when it happened, cut at its arrival, whenever it is delivered', async () => {
    const hours = { times: ['08:00-10:00'] };
    const early = anomalyOf({ atMs: NOON - 3 * HOUR, arrivalMs: NOON });
    expect(await ruled({ hours }, early)).toMatchObject({ isAdmitted: true });
    const ahead = anomalyOf({ atMs: NOON + 21 * HOUR, arrivalMs: NOON });
    expect(await ruled({ hours }, ahead)).toMatchObject({ isAdmitted: false });
  });

  it('holds what happens in a maintenance window, both ends in it', async () => {
    const windows = ['2026-01-31T12:00:00Z/2026-01-31T13:00:00Z'];
    const because = 'maintenance window 2026-01-31T12:00:00Z/2026-01-31T13:00:00Z';
    expect(await ruled({ maintenance: { windows } })).toEqual(held('R', because));
    const last = anomalyOf({ atMs: NOON + HOUR });
    expect(await ruled({ maintenance: { windows } }, last)).toMatchObject({ isAdmitted: false });
    const after = anomalyOf({ atMs: NOON + HOUR + 1, arrivalMs: NOON + 2 * HOUR });
    expect(await ruled({ maintenance: { windows } }, after)).toMatchObject({ isAdmitted: true });
  });

  it('holds what happens in an event of a calendar, its end not in it', async () => {
    const event = 'BEGIN:VEVENT\nSUMMARY:new valve\nDTSTART:20260131T110000Z\nDTEND:20260131T120000Z\nEND:VEVENT';
    const calendars = { plant: { text: `BEGIN:VCALENDAR\n${event}\nEND:VCALENDAR\n` } };
    const rules = await compileRules(
      { calendars, rules: [{ name: 'R', maintenance: { calendars: ['plant'] } }] },
      NOON,
    );
    const admit = admitBy({ rules, mutes: [], spreadOf: () => undefined });
    const because = 'maintenance "new valve" of calendar plant';
    expect(admit(anomalyOf({ atMs: NOON - 1 }), 'critical', NOON)).toEqual(held('R', because));
    expect(admit(anomalyOf({ atMs: NOON }), 'critical', NOON)).toMatchObject({ isAdmitted: true });
  });

  it('holds what happened before the end of its mute', async () => {
    expect(await ruled({ muteUntil: '2026-01-31T14:00:00Z' })).toEqual({
      ...held('R', 'muted until 2026-01-31 14:00 UTC'),
      untilMs: NOON + 2 * HOUR,
    });
    expect(await ruled({ muteUntil: '2026-01-31T12:00:00Z' })).toMatchObject({ isAdmitted: true });
  });

  it('gives messages its advice, and who is told', async () => {
    const advice = { text: 'ask the shift', link: 'https://wiki.example.com/pumps' };
    const expected = { isAdmitted: true, rule: 'R', advice, channels: ['night'] };
    expect(await ruled({ advice, channels: ['night'] })).toEqual(expected);
  });

  it('decides alone where it is the first one for an anomaly', async () => {
    const severe = { name: 'severe', source: 'pump-*', minimumSeverity: 'critical' as const };
    const all = { name: 'all', source: '*' };
    expect(await admission(hot, 'low', { rules: [severe, all] })).toMatchObject({ rule: 'severe', isAdmitted: false });
    expect(await admission(hot, 'low', { rules: [all, severe] })).toMatchObject({ rule: 'all', isAdmitted: true });
  });
});

describe('a mute', () => {
  const mute: Mute = {
    id: 'ab12cd34',
    source: 'pump-*',
    fromMs: NOON,
    untilMs: NOON + 2 * HOUR,
    by: 'arn:aws:sts::1:assumed-role/Ops/ann',
    why: 'works on the pump',
  };
  const muted = (anomaly: Anomaly, nowMs: number, given: Partial<Mute> = {}) =>
    admission(anomaly, 'critical', { mutes: [{ ...mute, ...given }], nowMs, rules: [{ name: 'R' }] });

  it('holds before any rule, with who muted and why', async () => {
    const because = 'muted until 2026-01-31 14:00 UTC by ann: works on the pump';
    expect(await muted(hot, NOON)).toEqual({ ...held('mute ab12cd34', because), untilMs: mute.untilMs });
  });

  it('holds what happened in its time when that is delivered later, too', async () => {
    expect(await muted(hot, NOON + 5 * HOUR)).toMatchObject({ isAdmitted: false });
  });

  it('holds while it lasts what happened before, and not what happened before or after once it is over', async () => {
    const old = anomalyOf({ atMs: NOON - HOUR });
    expect(await muted(old, NOON + HOUR)).toMatchObject({ isAdmitted: false });
    expect(await muted(old, NOON + 3 * HOUR)).toMatchObject({ isAdmitted: true });
    const later = anomalyOf({ atMs: NOON + 2 * HOUR });
    expect(await muted(later, NOON + 2 * HOUR)).toMatchObject({ isAdmitted: true });
  });

  it('of a feature holds what that feature alone drove', async () => {
    expect(await muted(hot, NOON, { feature: 'temperature' })).toMatchObject({ isAdmitted: false });
    const driving = { temperature: [3, 62.4, 62.1], pressure: [2, 9, 5] } as const;
    expect(await muted(anomalyOf({ atMs: NOON, driving }), NOON, { feature: 'temperature' })).toMatchObject({
      isAdmitted: true,
    });
  });
});

const anyRule = fc.record(
  {
    source: fc.constantFrom('*', 'pump-*', 'pump-1', 'fan-?', '{pump,fan}-2', 'none'),
    feature: fc.constantFrom('*', 't*', 'pressure'),
    minimumSeverity: fc.constantFrom(...SEVERITIES),
    direction: fc.constantFrom('above' as const, 'below' as const, 'both' as const),
    minimumDistance: fc.record({ absolute: fc.constantFrom(0, 1, 10) }),
    hours: fc.record({ times: fc.constantFrom(['08:00-18:00'], ['22:00-06:00'], ['00:00-24:00']) }),
    muteUntil: fc.constantFrom('2026-01-31T12:00:00Z', '2026-02-01T00:00:00Z'),
  },
  { requiredKeys: [] },
);
const anyAnomaly = fc.record({
  source: fc.constantFrom('pump-1', 'pump-2', 'fan-1', 'fan-2', 'a/b'),
  atMs: fc.integer({ min: NOON - 24 * HOUR, max: NOON + 24 * HOUR }),
  driving: fc.record({
    temperature: fc.tuple(fc.constantFrom(1, 2, 5), fc.constantFrom(60, 63, 80), fc.constant(62)),
    pressure: fc.tuple(fc.constant(1), fc.constantFrom(1, 5, 9), fc.constant(5)),
  }),
});

describe('whatever the rules', () => {
  it('the first that is for an anomaly decides as if it stood alone, and no other changes anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRule, { maxLength: 5 }),
        anyAnomaly,
        fc.constantFrom(...SEVERITIES),
        async (given, one, severity) => {
          const rules = given.map((rule, i) => ({ name: `rule ${i}`, ...rule })) as AlertRule[];
          const anomaly = anomalyOf(one);
          const alone = await Promise.all(rules.map((rule) => admission(anomaly, severity, { rules: [rule] })));
          const first = alone.find(({ rule }) => rule !== undefined) ?? { isAdmitted: true };
          expect(await admission(anomaly, severity, { rules })).toEqual(first);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('what is held has a name and a reason, and is held again by another delivery', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRule, { maxLength: 4 }), anyAnomaly, fc.nat(), async (given, one, laterMs) => {
        const rules = given.map((rule, i) => ({ name: `rule ${i}`, ...rule })) as AlertRule[];
        const spreadOf = () => 400;
        const admitted = await admission(anomalyOf(one), 'medium', { rules, spreadOf });
        if (!admitted.isAdmitted) expect([...rules.map(({ name }) => name), 'trifle']).toContain(admitted.rule);
        if (!admitted.isAdmitted) expect(admitted.because).not.toBe('');
        expect(await admission(anomalyOf(one), 'medium', { rules, spreadOf, nowMs: NOON + laterMs })).toEqual(admitted);
      }),
      { numRuns: 200 },
    );
  });
});
