import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rateMs, startSchedules } from '../../../local/schedules/start-schedules.ts';
import type { JsonObject } from '../../../local/template/assembly.ts';
import type { ResolvedAssembly } from '../../../local/template/resolve-assembly.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function appWith(...rules: JsonObject[]): ResolvedAssembly {
  const resources = rules.map((properties) => ({ properties, attributes: { Arn: 'arn:rule' } }));
  return { place: { accountId: '1', region: 'r' }, resourcesOf: () => resources } as unknown as ResolvedAssembly;
}

test('a rule invokes its functions once per period, with the event of EventBridge or its own input', () => {
  const invoke = vi.fn();
  const Targets: JsonObject[] = [
    { Arn: 'arn:sweeper', Id: 'a' },
    { Arn: 'arn:other', Id: 'b', Input: '{"own":true}' },
  ];
  const stop = startSchedules(appWith({ ScheduleExpression: 'rate(1 minute)', Targets }), invoke);
  vi.advanceTimersByTime(59_999);
  expect(invoke).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_001);
  expect(invoke.mock.calls.filter(([arn]) => arn === 'arn:sweeper')).toHaveLength(2);
  expect(invoke).toHaveBeenCalledWith(
    'arn:sweeper',
    expect.objectContaining({ source: 'aws.events', resources: ['arn:rule'] }),
  );
  expect(invoke).toHaveBeenCalledWith('arn:other', { own: true });
  stop();
  vi.advanceTimersByTime(600_000);
  expect(invoke).toHaveBeenCalledTimes(4);
});

test('a disabled rule and one for events do nothing', () => {
  const invoke = vi.fn();
  const Targets = [{ Arn: 'arn:sweeper', Id: 'a' }];
  startSchedules(
    appWith({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED', Targets }, { EventPattern: {}, Targets }),
    invoke,
  );
  vi.advanceTimersByTime(120_000);
  expect(invoke).not.toHaveBeenCalled();
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
])('%s is %d ms', (expression, ms) => {
  expect(rateMs(expression)).toBe(ms);
});

test('another kind of schedule is refused rather than left out', () => {
  expect(() => rateMs('cron(0 12 * * ? *)')).toThrow(/of the form rate\(5 minutes\) only, got cron/);
});
