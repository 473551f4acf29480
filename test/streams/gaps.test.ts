import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapsAt, learnGap, usualGapOf } from '../../streams/gaps.ts';
import { GAPS, GAPS_LENGTH } from '../../streams/layout.ts';

const SECOND = 10;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FORTNIGHT = 14 * DAY;

/** The same from the sentences, with lists of all gaps. */
class PlainGaps {
  #last: number | undefined;
  #counted: { gap: number; fortnight: number; isPause: boolean }[] = [];
  #all: { gap: number; fortnight: number }[] = [];
  overdueAfter = 0;

  learn(tick: number): void {
    const last = this.#last;
    if (tick === last) return;
    this.#last = tick;
    if (last === undefined) return;
    const fortnight = Math.floor(tick / FORTNIGHT);
    const isRecent = (one: { fortnight: number }) => one.fortnight >= fortnight - 1;
    this.#all = [...this.#all, { gap: tick - last, fortnight }].filter(isRecent);
    const second = this.#all.map(({ gap }) => gap).toSorted((a, b) => b - a)[1] ?? 0;
    this.#counted = this.#counted.filter(isRecent);
    const one = { gap: Math.min(tick - last, second), fortnight, isPause: false };
    this.#counted.push(one);
    const sum = this.#counted.reduce((all, { gap }) => all + gap, 0);
    const usual = this.#counted.reduce((all, { gap }) => all + gap * gap, 0) / sum;
    one.isPause = one.gap > 4 * usual;
    const pauses = this.#counted.reduce((all, { gap, isPause }) => (isPause ? all + gap : all), 0);
    const isTold = sum >= 2 * DAY && sum >= 300 * usual && pauses <= 0.01 * sum;
    const after = second * Math.min(16, 1.5 + Math.max(1, second / usual));
    this.overdueAfter = isTold ? Math.max(MINUTE, after) : 0;
  }
}

/** How long a source may be silent that speaks at these gaps, in ticks; 0: nobody is told. */
function overdueAfter(gaps: Iterable<number>): number {
  const bytes = new Uint8Array(4 * GAPS_LENGTH);
  const views = { u32: new Uint32Array(bytes.buffer), f32: new Float32Array(bytes.buffer) };
  let tick = 1;
  learnGap(views, 0, tick);
  for (const gap of gaps) {
    tick += gap;
    learnGap(views, 0, tick);
  }
  return gapsAt(bytes, 0, GAPS.overdueAfter);
}

const repeated = (times: number, ...gaps: readonly number[]) => Array.from({ length: times }, () => gaps).flat();

describe('how long a source may be silent', () => {
  it('is what the sentences say, whatever the gaps were', () => {
    const gap = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(0, 5 * MINUTE, 6 * MINUTE, 7 * MINUTE) },
      { weight: 1, arbitrary: fc.constantFrom(HOUR, 9 * HOUR, 6 * DAY, 20 * DAY) },
    );
    const blocks = fc.array(fc.array(gap, { minLength: 3, maxLength: 12 }), { minLength: 2, maxLength: 5 });
    const property = fc.property(blocks, fc.integer({ min: 20, max: 120 }), (all, times) => {
      const bytes = new Uint8Array(4 * GAPS_LENGTH);
      const views = { u32: new Uint32Array(bytes.buffer), f32: new Float32Array(bytes.buffer) };
      const plain = new PlainGaps();
      let tick = 1;
      for (const next of all.flatMap((block) => repeated(times, ...block))) {
        tick += next;
        learnGap(views, 0, tick);
        plain.learn(tick);
        const after = gapsAt(bytes, 0, GAPS.overdueAfter);
        // Squares have 24 bits.
        if ((after === 0) === (plain.overdueAfter === 0)) {
          expect(Math.abs(after - plain.overdueAfter)).toBeLessThanOrEqual(2 + 1e-4 * after);
        } else {
          atTheEdge++;
        }
        looked++;
      }
    });
    let [looked, atTheEdge] = [0, 0];
    fc.assert(property, { numRuns: 12, seed: 17 });
    expect(looked).toBeGreaterThan(8000);
    expect(atTheEdge / looked).toBeLessThan(0.001);
  });

  it('is two and a half intervals of one that speaks like a clock, from the third day and the 300th on', () => {
    expect(overdueAfter(repeated(575, 5 * MINUTE))).toBe(0);
    expect(overdueAfter(repeated(580, 5 * MINUTE))).toBe(12.5 * MINUTE);
    expect(overdueAfter(repeated(299, HOUR))).toBe(0);
    expect(overdueAfter(repeated(302, HOUR))).toBe(2.5 * HOUR);
  });

  it('is a minute at least', () => {
    expect(overdueAfter(repeated(200_000, SECOND))).toBe(MINUTE);
  });

  it('is more for one that is less regular', () => {
    const lossy = overdueAfter(repeated(300, 5, 5, 5, 5, 10, 5, 5, 15, 5).map((gap) => gap * MINUTE));
    expect(lossy).toBeGreaterThan(30 * MINUTE);
    expect(lossy).toBeLessThan(60 * MINUTE);
  });

  it('is of bursts the same as of one reading in their place', () => {
    expect(overdueAfter(repeated(580, 0, 0, 0, 0, 5 * MINUTE))).toBe(12.5 * MINUTE);
  });

  it('does not change by what happened once, and does by what happened twice', () => {
    const day = repeated(288, 5 * MINUTE);
    expect(overdueAfter([...day, ...day, ...day, 2 * HOUR, ...day])).toBe(12.5 * MINUTE);
    expect(overdueAfter([...day, ...day, ...day, 20 * MINUTE, ...day, ...day, 20 * MINUTE, ...day])).toBeGreaterThan(
      100 * MINUTE,
    );
  });

  it('is forgotten after two to four weeks', () => {
    const day = repeated(288, 5 * MINUTE);
    const twice = [...repeated(3, ...day), 20 * MINUTE, 20 * MINUTE];
    expect(overdueAfter([...twice, ...repeated(10, ...day)])).toBeGreaterThan(100 * MINUTE);
    expect(overdueAfter([...twice, ...repeated(26, ...day)])).toBe(12.5 * MINUTE);
  });

  it.each([
    ['that sleeps at night', repeated(30, ...repeated(192, 5 * MINUTE), 8 * HOUR)],
    ['that sleeps for an hour at noon', repeated(30, ...repeated(276, 5 * MINUTE), HOUR)],
    ['that speaks once a day', repeated(1000, DAY)],
    [
      'whose pauses have any length',
      Array.from({ length: 5000 }, (_, i) => Math.ceil(MINUTE * ((i * 0.618) % 1) ** -0.75)),
    ],
  ])('is not known of one %s: nobody is told', (_, gaps) => {
    expect(overdueAfter(gaps)).toBe(0);
  });

  it('goes with what is usual: a burst counts as one', () => {
    const bytes = new Uint8Array(4 * GAPS_LENGTH);
    const views = { u32: new Uint32Array(bytes.buffer), f32: new Float32Array(bytes.buffer) };
    let tick = 1;
    for (const gap of repeated(600, 0, 0, 5 * MINUTE)) {
      tick += gap;
      learnGap(views, 0, tick);
    }
    expect(usualGapOf(bytes, 0)).toBeCloseTo(5 * MINUTE, 0);
  });
});
