import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Derivation } from '../../../contracts/derive.ts';
import { mergeSources } from '../../../streams/merge-sources.ts';
import type { NamedObservation } from '../../../streams/named-observation.ts';
import { packSources, unpackSources } from '../../../streams/pack-sources.ts';
import { Sources } from '../../../streams/sources.ts';
import type { SourcesSettings } from '../../../streams/sources-settings.ts';
import { bruteForce, type Done } from './brute-force.ts';

const DERIVE: readonly Derivation[] = [
  { count: '1m' },
  { count: '1h' },
  { mean: 'amount', window: '1h' },
  { sum: 'amount', window: '1h' },
  { ratio: 'amount', window: '30d' },
  { since: 'last' },
  { rare: 'merchant' },
  'velocity',
];
const MANY = Number.POSITIVE_INFINITY;
const SETTINGS: SourcesSettings = {
  counters: new Set(),
  silentAfterMs: 40 * 86_400_000,
  mostFeatures: MANY,
  derive: DERIVE,
};
const START_MS = Date.UTC(2026, 0, 1);

const observation = fc.record({
  source: fc.constantFrom('card-1', 'card-2'),
  afterMs: fc.oneof(
    fc.constantFrom(0, 1, 999, 1000, 60_000, 3_540_000, 3_600_000),
    fc.integer({ min: 0, max: 200_000 }),
    fc.constantFrom(86_400_000, 29 * 86_400_000, 41 * 86_400_000),
  ),
  /** By its own clock it was so much earlier, or later. */
  lateMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constantFrom(500, 59_000, 60_000, 3_600_000, -7000)),
  features: fc.record({
    amount: fc.oneof(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom(null, 0, 7)),
    other: fc.constantFrom(null, 1),
  }),
  labels: fc.option(fc.record({ merchant: fc.constantFrom('', 'shop', 'Bäcker', '__proto__', '\ud800') }), {
    nil: undefined,
  }),
});
/** What comes after each: nothing, a death, a commit, a snapshot that is read again, or the source is forgotten. */
const steps = fc.array(fc.record({ observation, next: fc.nat(7) }), { minLength: 5, maxLength: 60 });

type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

function inTime(all: readonly Step[]): NamedObservation[] {
  let arrivalMs = START_MS;
  return all.map(({ observation: { source, afterMs, lateMs, features, labels } }) => {
    arrivalMs += afterMs;
    return { source, arrivalMs, timestampMs: arrivalMs - lateMs, features, labels };
  });
}

/** All that each source did since it was first heard of, or forgotten. */
class Histories {
  readonly #of = new Map<string, { all: Done[]; lastSeenMs: number }>();

  take({ source, timestampMs, arrivalMs, features, labels }: NamedObservation) {
    const before = this.#of.get(source);
    const isKnown = before && arrivalMs - before.lastSeenMs <= SETTINGS.silentAfterMs;
    const hasValue = Object.values(features).some((value) => value !== null);
    if (!isKnown && !hasValue) return undefined;
    const all = isKnown ? before.all : [];
    this.#of.set(source, { all, lastSeenMs: arrivalMs });
    if (!hasValue) return Object.fromEntries(Object.keys(bruteForce(DERIVE, [NOTHING])).map((name) => [name, null]));
    all.push({ timeMs: Math.min(timestampMs, arrivalMs), features: features as Done['features'], labels });
    return bruteForce(DERIVE, all);
  }

  forget(source: string): void {
    this.#of.delete(source);
  }
}
const NOTHING: Done = { timeMs: 0, features: {} };

describe('derived features', () => {
  it('are those of the whole history, to the bit, whatever dies, is delivered again, packed and read in between', () => {
    const property = fc.property(steps, (all) => {
      const histories = new Histories();
      let sources = new Sources(SETTINGS);
      let ahead = sources.overlay();
      let begun = 0;
      const observations = inTime(all);
      for (const [i, one] of observations.entries()) {
        if (all[i].next === 7) for (const each of [histories, ahead]) each.forget('card-1');
        expect(ahead.judgeAndLearn(one)?.derived).toEqual(histories.take(one));
        if (all[i].next === 1) {
          ahead = sources.overlay();
          for (let again = begun; again <= i; again++) {
            if (all[again].next === 7) ahead.forget('card-1');
            ahead.judgeAndLearn(observations[again]);
          }
        }
        if (all[i].next < 2 || all[i].next > 4) continue;
        sources.merge(ahead);
        if (all[i].next === 3) sources = unpackSources(packSources(sources), SETTINGS);
        if (all[i].next === 4) sources = mergeSources(SETTINGS, [sources]);
        ahead = sources.overlay();
        begun = i + 1;
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('have the same bytes when they are packed, read and packed again', () => {
    const property = fc.property(steps, (all) => {
      const sources = new Sources(SETTINGS);
      for (const one of inTime(all)) sources.judgeAndLearn(one);
      const bytes = packSources(sources);
      expect(packSources(unpackSources(bytes.slice(), SETTINGS))).toEqual(bytes);
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('go on under other settings with what both know, and begin with nothing where that is new', () => {
    const before = learnt({ ...SETTINGS, derive: [{ count: '1h' }, { rare: 'merchant' }, { since: 'last' }] }, 5);
    const after = {
      ...SETTINGS,
      derive: [{ sum: 'amount', window: '1h' }, { count: '60m' }, { rare: 'merchant' }],
    } as const;
    const [derived] = derivedOf(unpackSources(packSources(before), after), 1);
    expect(derived).toEqual({ sum_amount_1h: 7, count_60m: 6, rare_merchant: 0 });
  });

  it('are no part of snapshots where none is wanted, which code that never heard of them reads, and they of it', () => {
    const { derive: _, ...none } = SETTINGS;
    const packed = packSources(learnt(SETTINGS, 5));
    const without = unpackSources(packed.slice(), none);
    expect(packSources(without)).toEqual(packSources(learnt(none, 5)));
    expect(derivedOf(without, 1)).toEqual([undefined]);
    const [derived] = derivedOf(unpackSources(packSources(learnt(none, 5)), SETTINGS), 1);
    expect(derived).toMatchObject({ count_1h: 1, since_last: null });
  });

  it('count among the features of their source: who is heard least leaves for them', () => {
    const plan = new Sources(SETTINGS).plan!;
    expect(plan.bytes).toBe(2 * 248 + 2 * 728 + 24 + 392);
    // One feature, and as many bytes as two have.
    const sources = learnt({ ...SETTINGS, mostFeatures: 6 }, 1, 'a', 'b');
    expect(sources.features).toBe(6);
    derivedOf(sources, 1, 'c');
    expect([...sources].map(([source]) => source)).toEqual(['b', 'c']);
    expect([sources.features, sources.evicted]).toEqual([6, 1]);
    sources.forget('b');
    expect(sources.features).toBe(3);
  });

  it('stay as they were where judging throws', () => {
    const offsetMinutes = (timeMs: number) => (timeMs > START_MS + 5000 ? notHere() : 0);
    const sources = learnt({ ...SETTINGS, offsetMinutes }, 4);
    const before = structuredClone(sources.get('card-1'));
    const late = {
      source: 'card-1',
      timestampMs: START_MS + 9000,
      arrivalMs: START_MS + 9000,
      features: { amount: 1 },
    };
    expect(() => sources.judgeAndLearn(late)).toThrow('not here');
    expect(sources.get('card-1')).toEqual(before);
  });

  it('are absent where the time is unknown, and leave no trace of it', () => {
    const sources = learnt(SETTINGS, 3);
    const timeless = { source: 'card-1', timestampMs: Number.NaN, arrivalMs: START_MS, features: { amount: 1 } };
    expect(Object.values(sources.judgeAndLearn(timeless)?.derived ?? {})).toEqual(DERIVE.map(() => null));
    expect(derivedOf(sources, 1)[0]).toMatchObject({ count_1h: 4 });
  });
});

/** Each with so many observations, a second apart. */
function learnt(settings: SourcesSettings, count: number, ...names: string[]): Sources {
  const sources = new Sources(settings);
  for (const name of names.length > 0 ? names : ['card-1']) derivedOf(sources, count, name);
  return sources;
}

function derivedOf(sources: Sources, count: number, source = 'card-1') {
  return Array.from({ length: count }, (_, i) => {
    const arrivalMs = Math.max(START_MS, sources.watch.clock.nowMs) + 1000 * Math.sign(i + 1);
    const labels = { merchant: 'shop' };
    return sources.judgeAndLearn({ source, timestampMs: arrivalMs, arrivalMs, features: { amount: 7 }, labels })
      ?.derived;
  });
}

function notHere(): never {
  throw new Error('not here');
}
