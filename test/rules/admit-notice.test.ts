import { expect, it } from 'vitest';
import type { Mute } from '../../contracts/mute.ts';
import { type AlertRule, parseRules } from '../../contracts/rules.ts';
import { admitNoticeBy } from '../../rules/admit-notice.ts';
import { compileRules } from '../../rules/compile-rules.ts';

const NOON = Date.parse('2026-01-31T12:00:00Z');
const HOUR = 3_600_000;
const MUTE: Mute = {
  id: 'ab12',
  source: 'pump-*',
  fromMs: NOON - HOUR,
  untilMs: NOON + HOUR,
  by: 'x/ann',
  why: 'works',
};

async function admission(source: string, rules: readonly AlertRule[], mutes: readonly Mute[] = [], nowMs = NOON) {
  const compiled = await compileRules(parseRules({ rules }, 'rules'), nowMs);
  return admitNoticeBy({ rules: compiled, mutes })({ source, severity: 'medium', atMs: nowMs }, nowMs);
}

const held = (because: string) => ({ isAdmitted: false, rule: 'R', because });

it('a mute of the source holds it, with who muted, why and until when', async () => {
  const because = 'muted until 2026-01-31 13:00 UTC by ann: works';
  const muted = { isAdmitted: false, rule: 'mute ab12', because, untilMs: NOON + HOUR };
  expect(await admission('pump-3', [], [MUTE])).toEqual(muted);
  expect(await admission('fan-1', [], [MUTE])).toEqual({ isAdmitted: true });
  expect(await admission('pump-3', [], [MUTE], NOON + HOUR)).toEqual({ isAdmitted: true });
});

it('a mute of one feature is not for it, one of every feature is', async () => {
  expect(await admission('pump-3', [], [{ ...MUTE, feature: 'temperature' }])).toEqual({ isAdmitted: true });
  expect(await admission('pump-3', [], [{ ...MUTE, feature: '*' }])).toMatchObject({ isAdmitted: false });
});

it.each<[string, Omit<AlertRule, 'name'>, string]>([
  ['its time', { muteUntil: '2026-01-31T13:00:00Z' }, 'muted until 2026-01-31 13:00 UTC'],
  [
    'maintenance',
    { maintenance: { windows: ['2026-01-31T11:00:00Z/2026-01-31T13:00:00Z'] } },
    'maintenance window 2026-01-31T11:00:00Z/2026-01-31T13:00:00Z',
  ],
  ['its hours', { hours: { times: ['20:00-22:00'] } }, 'outside the hours 20:00-22:00 of UTC'],
  ['its severity', { minimumSeverity: 'high' }, 'its severity is medium, less than high'],
])('a rule holds it by %s', async (_, rule, because) => {
  expect(await admission('pump-3', [{ name: 'R', source: 'pump-*', ...rule }])).toMatchObject(held(because));
  expect(await admission('fan-1', [{ name: 'R', source: 'pump-*', ...rule }])).toEqual({ isAdmitted: true });
});

it('the first rule for its source decides, and rules of a feature are for no silence', async () => {
  const rules: AlertRule[] = [
    { name: 'temperature', feature: 'temperature', minimumSeverity: 'critical' },
    { name: 'pumps', source: 'pump-*', advice: { text: 'look at the plug' }, channels: ['shift'] },
    { name: 'R', minimumSeverity: 'critical' },
  ];
  const advice = { text: 'look at the plug' };
  expect(await admission('pump-3', rules)).toEqual({ isAdmitted: true, rule: 'pumps', advice, channels: ['shift'] });
  expect(await admission('weir:no-data', rules)).toMatchObject({ isAdmitted: false, rule: 'R' });
});

it('neither distance nor direction says anything of it', async () => {
  const rule: AlertRule = { name: 'R', minimumDistance: { absolute: 5 }, direction: 'above' };
  expect(await admission('pump-3', [rule])).toEqual({ isAdmitted: true, rule: 'R' });
});
