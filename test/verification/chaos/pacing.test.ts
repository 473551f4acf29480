import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pacing } from '../../../verification/chaos/pacing.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

function waitingSince(oldestMs: number | undefined) {
  const ledger = { oldest: oldestMs, oldestWaitingMs: () => ledger.oldest };
  return ledger;
}

test('traffic is held while something has waited for more than a minute', () => {
  const pacing = new Pacing(waitingSince(performance.now()), 0);
  vi.advanceTimersByTime(60_000);
  expect(pacing.isHeld).toBe(false);
  vi.advanceTimersByTime(1);
  expect(pacing.isHeld).toBe(true);
});

test('traffic is held before hours are skipped until nothing waits, and flows while they are', async () => {
  const ledger = waitingSince(performance.now());
  const pacing = new Pacing(ledger, 1);
  let hasBegun = false;
  const beginning = pacing.beginSkip().then(() => {
    hasBegun = true;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect([hasBegun, pacing.isHeld, pacing.isSkipping]).toEqual([false, true, true]);

  ledger.oldest = undefined;
  await vi.advanceTimersByTimeAsync(2000);
  await beginning;
  expect([hasBegun, pacing.isHeld, pacing.isSkipping]).toEqual([true, false, true]);

  pacing.endSkip(false);
  expect([pacing.isSkipping, pacing.isGivingUpLeft]).toEqual([false, true]);
});

test('nothing more will be given up once what waited became too old', async () => {
  const pacing = new Pacing(waitingSince(undefined), 1);
  const beginning = pacing.beginSkip();
  await vi.advanceTimersByTimeAsync(2000);
  await beginning;
  pacing.endSkip(true);
  expect(pacing.isGivingUpLeft).toBe(false);
});
