import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../lambda/consumer/backoff.ts';

/** The waits after so many failures in a row, each drawn with the same random number. */
function waits(failures: number, random: number): number[] {
  const backoff = new Backoff();
  return Array.from({ length: failures }, () => backoff.failed(0, random));
}

describe('backoff', () => {
  it('waits longer after each failure in a row, up to twenty seconds', () => {
    expect(waits(6, 0.5)).toEqual([1000, 4000, 12_000, 20_000, 20_000, 20_000]);
  });

  it('spreads each wait by a fifth to both sides, so that shards do not all knock at once', () => {
    expect(waits(4, 0)).toEqual([800, 3200, 9600, 16_000]);
    expect(waits(4, 0.25)).toEqual([900, 3600, 10_800, 18_000]);
    expect(waits(4, 1 - 2 ** -53)).toEqual([1200, 4800, 14_400, 24_000]);
  });

  it('is measured from the failure, by the clock, and outlives the invocation', () => {
    const backoff = new Backoff();
    expect(backoff.waitMs(5000)).toBe(0);
    backoff.failed(5000, 0.5);
    expect(backoff.waitMs(5000)).toBe(1000);
    expect(backoff.waitMs(5999)).toBe(1);
    expect(backoff.waitMs(6000)).toBe(0);
    expect(backoff.waitMs(60_000)).toBe(0);
  });

  it('has an end where something else takes its place', () => {
    const backoff = new Backoff();
    expect(backoff.failed(5000, 0.5, 5300)).toBe(300);
    expect(backoff.waitMs(5000)).toBe(300);
    expect(backoff.failed(5300, 0.5, 5300)).toBe(0);
    expect(backoff.failed(5300, 0.5, 60_000)).toBe(12_000);
  });

  it('is lost by a failure, however long ago, until it is regained; then it begins anew', () => {
    const backoff = new Backoff();
    expect(backoff.isOpen).toBe(false);
    backoff.failed(0, 0.5);
    backoff.failed(0, 0.5);
    expect(backoff.isOpen).toBe(true);
    backoff.succeeded();
    expect(backoff.isOpen).toBe(false);
    expect(backoff.waitMs(0)).toBe(0);
    expect(backoff.failed(0, 0.5)).toBe(1000);
  });
});
