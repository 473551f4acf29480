import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernels/random.ts';
import { lanesOf } from '../../streams/lanes.ts';
import { reasonsOf } from '../../streams/reasons.ts';
import type { SourceVerdict } from '../../streams/sources.ts';
import { Sources } from '../../streams/sources.ts';
import { decadesOf, surpriseOfMany } from '../../streams/surprise.ts';
import { normals } from '../support/streams.ts';
import { START_MS } from './made-streams.ts';

const SETTINGS = { counters: new Set<string>(), silentAfterMs: Number.POSITIVE_INFINITY, mostFeatures: 1000 };
const HALF_HOUR = 1_800_000;

type Named = Readonly<Record<string, number>>;

/** What is said of the last of these observations of one source. */
function verdictOfLast(observations: readonly Named[], stepMs = HALF_HOUR): SourceVerdict {
  const sources = new Sources(SETTINGS);
  const verdicts = observations.map((features, i) => {
    const timestampMs = START_MS + i * stepMs;
    return sources.judgeAndLearn({ source: 'a', timestampMs, arrivalMs: timestampMs, features });
  });
  return verdicts.at(-1)!;
}

function noise(count: number, names: readonly string[]): Named[] {
  const normal = normals(5);
  return Array.from({ length: count }, () => Object.fromEntries(names.map((name) => [name, 60 + normal()])));
}

describe('the lanes of a source', () => {
  it('say nothing before a hundred observations', () => {
    expect(lanesOf(verdictOfLast([...noise(98, ['a']), { a: 90 }]))).toBeUndefined();
    expect(lanesOf(verdictOfLast([...noise(99, ['a']), { a: 90 }]))).toBeDefined();
  });

  it('are tails in decades: of one feature those of its surprise and of its step', () => {
    const verdict = verdictOfLast([...noise(500, ['a']), { a: 75 }]);
    const [feature] = verdict.features;
    const { stream, step } = lanesOf(verdict)!;
    expect(stream).toBeCloseTo(decadesOf(feature!.surprise), 2);
    expect(stream).toBeGreaterThan(3);
    expect(step).toBeCloseTo(feature!.tails.oneStep, 2);
    expect(step).toBeGreaterThan(2);
  });

  it('take away what the strangest of many features is by chance', () => {
    const names = Array.from({ length: 10 }, (_, i) => `f${i}`);
    const verdict = verdictOfLast([...noise(500, names), Object.fromEntries(names.map((name) => [name, 75]))]);
    const surprises = verdict.features.map((feature) => feature!.surprise).sort((a, b) => b - a);
    const together = (surprises[0] + (surprises[0] + surprises[1] + surprises[2]) / 3) / 2;
    expect(lanesOf(verdict)?.stream).toBeCloseTo(decadesOf(together - surpriseOfMany(10)), 2);
    const steps = verdict.features.map((feature) => feature!.tails.oneStep);
    expect(lanesOf(verdict)?.step).toBeCloseTo(Math.max(...steps) - 1, 2);
  });

  it('take away what the source has shown often', () => {
    const daily = noise(2000, ['a']).map((one, i) => (i % 100 === 50 ? { a: 75 } : one));
    const [first, last] = [daily.slice(0, 151), daily.slice(0, 1951)].map(verdictOfLast);
    expect(last.score).toBeLessThan(last.surprise);
    expect(lanesOf(last)!.stream).toBeCloseTo(decadesOf(last.score), 2);
    expect(lanesOf(last)!.stream).toBeLessThan(lanesOf(first)!.stream);
  });

  it('let a value that stands still lead, which no other expert finds strange', () => {
    const verdicts = [...noise(400, ['a']), ...Array.from({ length: 60 }, () => ({ a: 60 }))];
    const at = verdicts.findIndex((_, i) => i > 400 && verdictOfLast(verdicts.slice(0, i + 1)).features[0]?.isFrozen);
    expect(lanesOf(verdictOfLast(verdicts.slice(0, at + 1)))?.stream).toBeGreaterThanOrEqual(4.5);
    expect(lanesOf(verdictOfLast(verdicts.slice(0, at + 2)))?.stream).toBeLessThan(4.5);
  });

  it('are never negative, and have three decimals', () => {
    const random = seededRandom(3);
    const observations = noise(300, ['a', 'b', 'c']).map((one) =>
      random() < 0.1 ? { ...one, b: 200 * random() } : one,
    );
    for (let end = 101; end < 300; end += 7) {
      const lanes = Object.values(lanesOf(verdictOfLast(observations.slice(0, end)))!);
      for (const lane of lanes) {
        expect(lane).toBeGreaterThanOrEqual(0);
        expect(lane).toBe(Number(lane.toFixed(3)));
      }
    }
  });
});

describe('the reasons of a lane', () => {
  const warmDays = (count: number): Named[] => {
    const normal = normals(9);
    return Array.from({ length: count }, (_, i) => {
      const hour = Math.floor(i / 2) % 24;
      return { temperature: (hour < 6 ? 60 : 90) + normal(), pressure: 5 + 0.1 * normal() };
    });
  };

  it('name the strangest feature with what is usual for it at this hour', () => {
    const [reason, ...others] = reasonsOf(
      verdictOfLast([...warmDays(28 * 48 + 4), { temperature: 75, pressure: 5 }]),
      'stream',
    );
    expect(others).toEqual([]);
    expect(reason).toMatchObject({ feature: 'temperature', value: 75, isOfHour: true });
    expect(reason.expected).toBeCloseTo(60, 0);
    expect(reason.low).toBeGreaterThan(52);
    expect(reason.low).toBeLessThan(60);
    expect(reason.high).toBeGreaterThan(60);
    expect(reason.high).toBeLessThan(68);
  });

  it('do not speak of the hour where there is no clock', () => {
    const verdict = verdictOfLast([...noise(500, ['a']), { a: 75 }], Number.NaN);
    expect(reasonsOf(verdict, 'step')[0]).toMatchObject({ isOfHour: false, expert: 'oneStep' });
  });

  it('are several where several are strange, the strangest first', () => {
    const verdict = verdictOfLast([...noise(500, ['a', 'b', 'c']), { a: 60, b: 64.5, c: 90 }]);
    expect(reasonsOf(verdict, 'stream').map(({ feature }) => feature)).toEqual(['c', 'b']);
  });

  it('begin with a value that stands still', () => {
    const still = Array.from({ length: 60 }, (_, i) => ({ a: 60, b: i === 14 ? 75 : 60.5 + (i % 2) }));
    const all = [...noise(400, ['a', 'b']), ...still];
    const ends = Array.from({ length: 60 }, (_, i) => 401 + i);
    const end = ends.find((to) => verdictOfLast(all.slice(0, to)).features[0]?.isFrozen)!;
    expect(reasonsOf(verdictOfLast(all.slice(0, end)), 'stream')[0]).toMatchObject({
      feature: 'a',
      expert: 'frozen',
      run: end - 400,
    });
  });
});
