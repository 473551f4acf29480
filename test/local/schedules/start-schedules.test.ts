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

function start(app: ResolvedAssembly, mayInvoke = () => true) {
  const invoke = vi.fn(async () => {});
  const log = vi.fn();
  return { invoke, log, ...startSchedules({ app, mayInvoke, invoke, log }) };
}

const SWEEPING: JsonObject = { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: 'arn:sweeper', Id: 'a' }] };

test('a rule invokes its functions once per period, with the event of EventBridge or its own input', () => {
  const Targets = [...(SWEEPING.Targets as JsonObject[]), { Arn: 'arn:other', Id: 'b', Input: '{"own":true}' }];
  const { invoke, stop } = start(appWith({ ...SWEEPING, Targets }));
  vi.advanceTimersByTime(59_999);
  expect(invoke).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_001);
  const event = expect.objectContaining({ source: 'aws.events', resources: ['arn:rule'] });
  expect(invoke.mock.calls).toEqual([
    ['arn:sweeper', event],
    ['arn:other', { own: true }],
    ['arn:sweeper', event],
    ['arn:other', { own: true }],
  ]);
  stop();
  vi.advanceTimersByTime(600_000);
  expect(invoke).toHaveBeenCalledTimes(4);
});

test('a disabled rule and one for events do nothing', () => {
  const { invoke } = start(
    appWith(
      { ...SWEEPING, State: 'DISABLED' },
      { ...SWEEPING, ScheduleExpression: undefined as never, EventPattern: {} },
    ),
  );
  vi.advanceTimersByTime(120_000);
  expect(invoke).not.toHaveBeenCalled();
});

test('schedules can be run at once, and are over when their functions have answered', async () => {
  const { invoke, runNow } = start(appWith(SWEEPING));
  await runNow();
  expect(invoke).toHaveBeenCalledTimes(1);
});

test('a function that does not permit its rule to invoke it is not invoked', async () => {
  const { invoke, log, runNow } = start(appWith(SWEEPING), () => false);
  await runNow();
  expect(invoke).not.toHaveBeenCalled();
  expect(log).toHaveBeenCalledWith('arn:sweeper does not permit arn:rule to invoke it');
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
