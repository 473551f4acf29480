import { describe, expect, it } from 'vitest';
import { Patience } from '../../../lambda/consumer/patience.ts';

/** The waits after so many failures in a row, each drawn with the same random number. */
function waits(failures: number, random: number): number[] {
  const patience = new Patience();
  return Array.from({ length: failures }, () => patience.lose(0, random));
}

describe('patience', () => {
  it('waits longer after each failure in a row, up to twenty seconds', () => {
    expect(waits(6, 0.5)).toEqual([1000, 4000, 12_000, 20_000, 20_000, 20_000]);
  });

  it('spreads each wait by a fifth to both sides, so that shards do not all knock at once', () => {
    expect(waits(4, 0)).toEqual([800, 3200, 9600, 16_000]);
    expect(waits(4, 0.25)).toEqual([900, 3600, 10_800, 18_000]);
    expect(waits(4, 1 - 2 ** -53)).toEqual([1200, 4800, 14_400, 24_000]);
  });

  it('is measured from the failure, by the clock, and outlives the invocation', () => {
    const patience = new Patience();
    expect(patience.waitMs(5000)).toBe(0);
    patience.lose(5000, 0.5);
    expect(patience.waitMs(5000)).toBe(1000);
    expect(patience.waitMs(5999)).toBe(1);
    expect(patience.waitMs(6000)).toBe(0);
    expect(patience.waitMs(60_000)).toBe(0);
  });

  it('is lost by a failure, however long ago, until it is regained; then it begins anew', () => {
    const patience = new Patience();
    expect(patience.isLost).toBe(false);
    patience.lose(0, 0.5);
    patience.lose(0, 0.5);
    expect(patience.isLost).toBe(true);
    patience.regain();
    expect(patience.isLost).toBe(false);
    expect(patience.waitMs(0)).toBe(0);
    expect(patience.lose(0, 0.5)).toBe(1000);
  });
});
