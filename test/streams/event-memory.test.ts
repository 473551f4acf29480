import { beforeEach, describe, expect, it } from 'vitest';
import { scoreThenRemember } from '../../streams/event-memory.ts';
import { header } from '../../streams/workspace.ts';

const DAY = 288;

beforeEach(() => header.bytes.fill(0));

/** Scores of an event every `every` observations with nothing between. @returns what the memory took from each */
function takenFrom(events: number, every: number, surprise = (_event: number) => 1.2): number[] {
  return Array.from({ length: events }, (_, event) => {
    const peak = surprise(event);
    const taken = peak - scoreThenRemember(peak, 1 + event * every);
    for (let row = 1; row < every; row++) scoreThenRemember(0.2, 1 + event * every + row);
    return taken;
  });
}

describe('the memory of events', () => {
  it('takes .3 for ten times as many events as high, of which two are nothing yet', () => {
    const halved = 0.5 ** (60 / 2000);
    const remembered = (events: number) => (halved * (1 - halved ** events)) / (1 - halved);
    const taken = takenFrom(12, 60);
    for (const [events, less] of taken.entries()) {
      expect(less).toBeCloseTo(0.3 * Math.log10(1 + Math.max(0, remembered(events) - 2)), 2);
    }
    expect(taken.slice(0, 3)).toEqual([0, 0, 0]);
    expect(taken[11]).toBeGreaterThan(0.2);
  });

  it('forgets half in 2000 observations', () => {
    takenFrom(10, 60);
    const first = 1.2 - scoreThenRemember(1.2, 700);
    for (let row = 701; row < 12_000; row++) scoreThenRemember(0.2, row);
    expect(first).toBeGreaterThan(0.2);
    expect(scoreThenRemember(1.2, 12_000)).toBe(1.2);
  });

  it('counts peaks that are lower by .1 at most, and all that are higher', () => {
    const takenAfter = (peak: number, next: number) => {
      header.bytes.fill(0);
      takenFrom(8, DAY, () => peak);
      return next - scoreThenRemember(next, 8 * DAY + 1);
    };
    expect(takenAfter(1.25, 1.3)).toBeGreaterThan(0.1);
    expect(takenAfter(1.15, 1.35)).toBe(0);
    expect(takenAfter(3, 1)).toBeGreaterThan(0.1);
    expect(takenAfter(1e3, 5)).toBe(0);
  });

  it('takes for one event what comes within 50 observations', () => {
    expect(takenFrom(40, 50).at(-1)).toBe(0);
    header.bytes.fill(0);
    expect(takenFrom(40, 52).at(-1)).toBeGreaterThan(0.2);
  });

  it('never counts more than 16 bits hold', () => {
    const taken = takenFrom(2000, 52);
    expect(Math.max(...taken)).toBeCloseTo(0.3 * Math.log10(1 + 2000 / 52 / Math.log(2) - 2), 1);
  });
});
