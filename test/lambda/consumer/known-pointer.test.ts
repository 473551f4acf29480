import { expect, it } from 'vitest';
import { KnownPointer } from '../../../lambda/consumer/known-pointer.ts';
import { pointerTo } from '../../support/consumer/pointers.ts';

const POINTER = pointerTo('a'.repeat(64));

/** How often the pointer is read by calls at these times about these arrivals. */
async function readsOf(
  calls: readonly { atMs: number; arrivalMs: number; isRecovering?: boolean }[],
): Promise<number[]> {
  const known = new KnownPointer();
  let reads = 0;
  let nowMs = 0;
  const models = {
    async pointer() {
      reads++;
      return POINTER;
    },
  };
  const counts: number[] = [];
  for (const { atMs, arrivalMs, isRecovering = false } of calls) {
    nowMs = atMs;
    expect(await known.upTo(arrivalMs, isRecovering, { models, now: () => nowMs })).toBe(POINTER);
    counts.push(reads);
  }
  return counts;
}

it('what was read is known of what arrived until half a minute later, and read again of what came after', async () => {
  const calls = [0, 1000, 29_000, 29_999, 30_000, 59_999, 60_000].map((atMs) => ({ atMs, arrivalMs: atMs }));
  expect(await readsOf(calls)).toEqual([1, 1, 1, 1, 2, 2, 3]);
});

it('of what arrived long ago it is read once, however late it is', async () => {
  expect(await readsOf([0, 1, 2].map((hours) => ({ atMs: hours * 3_600_000, arrivalMs: 0 })))).toEqual([1, 1, 1]);
});

it('but again each half minute while something is unavailable: the version may have been voided', async () => {
  const calls = [0, 10_000, 30_000, 45_000, 60_000].map((atMs) => ({ atMs, arrivalMs: 0, isRecovering: true }));
  expect(await readsOf(calls)).toEqual([1, 1, 2, 2, 3]);
});
