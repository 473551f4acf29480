import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernels/random.ts';
import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { createSourceState, featuresOf, widenSourceState } from '../../streams/source-state.ts';

const EXPERTS = ['point', 'oneStep', 'slow', 'shift', 'extreme', 'shape'] as const;
const START_MS = Date.UTC(2024, 0, 1);

/** Values as they come, and as they should not: repeats, jumps, huge and tiny ones, missing ones. */
const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 45, 45.0001, -0) },
  { weight: 2, arbitrary: fc.double({ noNaN: false }) },
);
const observation = (features: number) =>
  fc.record({
    timestampMs: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }).map((days) => START_MS + days * 86_400_000) },
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 4000 }).map((minutes) => START_MS + minutes * 60_000) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
    arrivalMs: fc.constantFrom(undefined, START_MS + 86_400_000, START_MS - 1),
    tick: fc.option(fc.nat(200_000_000), { nil: undefined }),
    values: fc.array(value, { minLength: features, maxLength: features }),
  });
const settings = { counters: new Set([1]) };

describe('a packed state', () => {
  it('that is written and read again at every step judges and learns alike to the last bit, whoever comes between', () => {
    const property = fc.property(
      fc.array(observation(3), { minLength: 80, maxLength: 160 }),
      fc.array(observation(1), { minLength: 20, maxLength: 20 }),
      (observations, others) => {
        const alone = createSourceState(3);
        const verdicts = observations.map((each) => judgeAndLearn(alone, each, settings));
        let stored = createSourceState(3);
        const other = createSourceState(1);
        const again = observations.map((each, i) => {
          judgeAndLearn(other, others[i % others.length]);
          stored = readAt(stored, i % 8);
          return judgeAndLearn(stored, each, settings);
        });
        expect(again).toEqual(verdicts);
        expect(Buffer.compare(stored, alone)).toBe(0);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('holds finite numbers, and gives finite numbers, whatever comes', () => {
    const property = fc.property(fc.array(observation(1), { minLength: 150, maxLength: 200 }), (observations) => {
      const state = createSourceState(1);
      for (const each of observations) {
        const { surprise, score, features } = judgeAndLearn(state, each);
        const { tails, expected = 0, residual = 0 } = features[0] ?? {};
        const numbers = [...(tails ? EXPERTS.map((expert) => tails[expert]) : []), expected, residual];
        expect([surprise, score, ...numbers].every(Number.isFinite)).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('is left as it is where what has learned goes elsewhere, or something throws', () => {
    const twin = createSourceState(2);
    let [state, next] = [createSourceState(2), createSourceState(2)];
    const throwing = { counters: { has: (at: number) => at === 1 && notHere() } as unknown as Set<number> };
    for (let i = 0; i < 200; i++) {
      const each = { timestampMs: START_MS + i * 60_000, values: [i % 7, i % 9 === 0 ? Number.NaN : i % 5] };
      const verdict = judgeAndLearn(state, each, settings, next);
      expect(() => judgeAndLearn(state, each, throwing)).toThrow('not here');
      expect(state).toEqual(twin);
      expect(judgeAndLearn(twin, each, settings)).toEqual(verdict);
      expect(next).toEqual(twin);
      [state, next] = [next, state];
    }
    judgeAndLearn(state, { timestampMs: START_MS, values: [Number.NaN, Number.NaN] }, settings, next);
    expect(next).toEqual(state);
  });

  it('has at most 1,400 bytes a feature, and says of how many features it is', () => {
    expect(createSourceState(2).length - createSourceState(1).length).toBeLessThanOrEqual(1400);
    expect(createSourceState(2).length).toBeLessThanOrEqual(2 * 1400);
    expect(createSourceState(64).length).toBeLessThanOrEqual(64 * 1400);
    expect(featuresOf(createSourceState(64))).toBe(64);
  });

  it('knows what it knew when it gets more features', () => {
    const narrow = createSourceState(1);
    for (let i = 0; i < 100; i++) judgeAndLearn(narrow, { timestampMs: START_MS + i * 60_000, values: [i % 7] });
    const wide = widenSourceState(narrow, 2);
    const next = { timestampMs: START_MS + 100 * 60_000 };
    const [first, second] = judgeAndLearn(wide, { ...next, values: [30, 1] }).features;
    expect(first).toEqual(judgeAndLearn(narrow, { ...next, values: [30] }).features[0]);
    expect(second?.observations).toBe(1);
    expect(() => widenSourceState(wide, 1)).toThrow('a source of 2 features cannot go on with 1');
  });

  it('of another version, or damaged, is refused and stays as it is', () => {
    const state = createSourceState(2);
    const observed = { timestampMs: START_MS, values: [1, 2] };
    expect(() => judgeAndLearn(state, { ...observed, values: [1] })).toThrow('has 2 features, the observation 1');
    expect(() => judgeAndLearn(state.subarray(0, 2000), observed)).toThrow(/2000 bytes for 2 features, wanted 2696/);
    expect(() => judgeAndLearn(new Uint8Array(10), observed)).toThrow('10 bytes, wanted at least 168');
    const newer = Uint8Array.from(state, (byte, at) => (at === 32 ? byte + 1 : byte));
    expect(() => judgeAndLearn(newer, observed)).toThrow('version 3, wanted version 2');
    expect(state).toEqual(createSourceState(2));
    const wider = Uint8Array.from(state, (byte, at) => (at === 34 ? 65 : byte));
    expect(() => judgeAndLearn(wider, observed)).toThrow('65 features, wanted at most 64');
    expect(() => createSourceState(0)).toThrow('1 to 64 features, not 0');
  });

  // The same bytes on every machine, arm64 and amd64. When they change on purpose, so does STATE_VERSION.
  it('is these bytes after these values', () => {
    const random = seededRandom(15);
    const state = createSourceState(2);
    for (let i = 0; i < 5000; i++) {
      const values = [random() + random() + random(), i % 700 === 699 ? 40 * random() : Math.floor(10 * random())];
      const tick = 1 + 3000 * i + Math.floor(200 * random());
      judgeAndLearn(state, { timestampMs: START_MS + i * 300_000, tick, values });
    }
    expect(createHash('sha256').update(state).digest('hex').slice(0, 16)).toBe('161f836454b8062d');
  });
});

function notHere(): never {
  throw new Error('not here');
}

/** The same bytes elsewhere, at an address that no number of eight bytes begins at. */
function readAt(state: Uint8Array, offset: number): Uint8Array {
  const copy = new Uint8Array(state.length + offset).subarray(offset);
  copy.set(state);
  return copy;
}
