import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAndLearn, type SourceSettings } from '../../streams/judge-and-learn.ts';
import { mergeSources } from '../../streams/merge-sources.ts';
import type { NamedObservation } from '../../streams/named-observation.ts';
import { packSources, unpackSources } from '../../streams/pack-sources.ts';
import { createSourceState, type SourceState, widenSourceState } from '../../streams/source-state.ts';
import { Sources } from '../../streams/sources.ts';
import type { SourcesSettings } from '../../streams/sources-settings.ts';

const SETTINGS: SourcesSettings = { counters: new Set(['sent']), silentAfterMs: 50_000, mostFeatures: 5 };
const START_MS = Date.UTC(2026, 0, 1);

/** The same in plain words: a list of sources, the one that spoke last at its end, and nothing shared or copied. */
class PlainSources {
  readonly list: { source: string; names: string[]; state: SourceState; lastSeenMs: number }[] = [];
  #startMs = Number.NaN;
  #clockMs = Number.NEGATIVE_INFINITY;

  forget(source: string): void {
    const at = this.list.findIndex((one) => one.source === source);
    if (at >= 0) this.list.splice(at, 1);
  }

  judgeAndLearn({ source, timestampMs, arrivalMs, features }: NamedObservation) {
    if (this.#clockMs === Number.NEGATIVE_INFINITY) this.#startMs = arrivalMs;
    this.#clockMs = Math.max(this.#clockMs, arrivalMs);
    const tick = 1 + Math.floor((this.#clockMs - this.#startMs) / 100);
    const at = this.list.findIndex((one) => one.source === source);
    const isKnown = at >= 0 && this.#clockMs - this.list[at].lastSeenMs <= SETTINGS.silentAfterMs;
    const before = isKnown ? this.list[at] : { names: [], state: undefined };
    const given = Object.entries(features).filter(([, value]) => value !== null);
    const names = [...new Set([...before.names, ...given.map(([name]) => name)])].slice(0, 64);
    if (names.length === 0) return undefined;
    let state = before.state ? before.state.slice() : createSourceState(names.length);
    if (names.length > before.names.length && before.state) state = widenSourceState(before.state, names.length);
    const values = names.map((name) => given.find(([other]) => other === name)?.[1] ?? Number.NaN);
    const counters = new Set(names.flatMap((name, i) => (SETTINGS.counters.has(name) ? [i] : [])));
    const verdict = judgeAndLearn(state, { timestampMs, arrivalMs, tick, values }, { counters } as SourceSettings);
    if (at >= 0) this.list.splice(at, 1);
    this.list.push({ source, names, state, lastSeenMs: this.#clockMs });
    while (this.list.length > 1 && this.list.reduce((sum, one) => sum + one.names.length, 0) > SETTINGS.mostFeatures) {
      this.list.shift();
    }
    return { ...verdict, names };
  }
}

const features = fc.oneof(
  fc.dictionary(fc.constantFrom('x', 'y', 'sent', '7'), fc.constantFrom(1, 2, 40, null), { maxKeys: 3 }),
  fc.array(fc.constantFrom(1, 2, null), { maxLength: 2 }),
);
const observation = fc.record({
  source: fc.constantFrom('pump-1', 'pump-2', '\ud800', '', 'pump-3'),
  afterMs: fc.constantFrom(0, 1000, 1000, 30_000, 60_000),
  features,
});
const steps = fc.array(fc.record({ observation, next: fc.nat(6) }), { minLength: 20, maxLength: 60 });

/** Observations with arrivals, one after the other. */
function inTime(
  all: readonly { readonly observation: Omit<NamedObservation, 'timestampMs' | 'arrivalMs'> & { afterMs: number } }[],
) {
  let arrivalMs = START_MS;
  return all.map(({ observation: { afterMs, ...one } }) => {
    arrivalMs += afterMs;
    return { ...one, arrivalMs, timestampMs: arrivalMs - 500 };
  });
}

function packed(plain: PlainSources): Uint8Array {
  const sources = new Sources({ ...SETTINGS, mostFeatures: 1000 });
  for (const { source, ...kept } of plain.list) sources.restore(source, kept);
  return packSources(sources).subarray(CLOCK_END);
}

/** Behind the header of eight bytes and the clock of all. */
const CLOCK_END = 84;

describe('the sources of a shard', () => {
  it('judge and know what a plain list does, whatever is learned ahead, dropped, packed and read in between', () => {
    const property = fc.property(steps, (all) => {
      const plain = new PlainSources();
      let sources = new Sources(SETTINGS);
      let ahead = sources.overlay();
      let begun = 0;
      const observations = inTime(all);
      for (const [i, one] of observations.entries()) {
        if (all[i].next === 5) for (const sources of [plain, ahead]) sources.forget('pump-1');
        const expected = plain.judgeAndLearn(one);
        expect(ahead.judgeAndLearn(one)).toEqual(expected);
        expect(Buffer.compare(packSources(ahead).subarray(CLOCK_END), packed(plain))).toBe(0);
        const { next } = all[i];
        if (next === 1) {
          // What was learned ahead is dropped, and learned again.
          ahead = sources.overlay();
          for (let again = begun; again <= i; again++) {
            if (all[again].next === 5) ahead.forget('pump-1');
            ahead.judgeAndLearn(observations[again]);
          }
        }
        if (next >= 2 && next <= 4) {
          sources.merge(ahead);
          if (next === 3) sources = unpackSources(packSources(sources), SETTINGS);
          ahead = sources.overlay();
          begun = i + 1;
        }
      }
    });
    fc.assert(property, { numRuns: 150 });
  });

  it('have the same bytes when they are packed, read and packed again', () => {
    const property = fc.property(steps, (all) => {
      const sources = new Sources(SETTINGS);
      for (const one of inTime(all)) {
        sources.judgeAndLearn(one);
        const bytes = packSources(sources);
        expect(Buffer.compare(packSources(unpackSources(bytes.slice(), SETTINGS)), bytes)).toBe(0);
      }
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('refuse bytes of which one is another, and those of another version', () => {
    const bytes = packSources(known('pump-1', 'pump-2'));
    for (let at = 8; at < bytes.length; at += 17) {
      const damaged = bytes.slice();
      damaged[at] ^= 1;
      expect(() => unpackSources(damaged, SETTINGS)).toThrow(/these packed sources are damaged: their checksum is \d+/);
    }
    const newer = bytes.slice();
    newer[0]++;
    expect(() => unpackSources(newer, SETTINGS)).toThrow('these bytes are not packed sources of version 2');
    expect(() => unpackSources(bytes.subarray(0, 3), SETTINGS)).toThrow('cut short: got 3, wanted at least 4');
    expect(() => unpackSources(bytes.subarray(0, 900), SETTINGS)).toThrow('damaged');
  });

  it('of several shards are those that were seen last, in the order of time', () => {
    const left = known('pump-1', 'pump-2', 'both');
    const right = known('pump-3', 'both', 'pump-4');
    const merged = mergeSources({ ...SETTINGS, mostFeatures: 100 }, [left, right]);
    expect([...merged].map(([source]) => source)).toEqual(['pump-1', 'pump-3', 'pump-2', 'both', 'pump-4']);
    const fewer = mergeSources({ ...SETTINGS, mostFeatures: 3 }, [right, left]);
    expect([...fewer].map(([source]) => source)).toEqual(['pump-2', 'pump-4', 'both']);
    const before = packSources(left);
    merged.judgeAndLearn({ source: 'pump-1', timestampMs: START_MS, arrivalMs: START_MS, features: { x: 1 } });
    expect(packSources(left)).toEqual(before);
    expect(() => left.merge(right.overlay())).toThrow('only an overlay of these sources');
  });
});

/** Each with one observation, a second after the one before. */
function known(...names: readonly string[]): Sources {
  const sources = new Sources(SETTINGS);
  for (const [i, source] of names.entries()) {
    const arrivalMs = START_MS + 1000 * i;
    sources.judgeAndLearn({ source, timestampMs: arrivalMs, arrivalMs, features: { x: i } });
  }
  return sources;
}
