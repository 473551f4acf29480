import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, severityOf, type Verdict } from '../../contracts/verdict.ts';
import { judgeByPast, withPast } from '../../streams/judge-by-past.ts';
import { lanesOf } from '../../streams/lanes.ts';
import { Sources, type SourceVerdict } from '../../streams/sources.ts';
import type { SourcesSettings } from '../../streams/sources-settings.ts';
import { normals } from '../support/streams.ts';
import { START_MS } from './made-streams.ts';

const SETTINGS: SourcesSettings = {
  counters: new Set<string>(),
  silentAfterMs: Number.POSITIVE_INFINITY,
  mostFeatures: 1000,
};
const HALF_HOUR = 1_800_000;
type Named = Readonly<Record<string, number>>;

/** What the past says of each of these observations of one source. */
function pastsOf(
  observations: readonly Named[],
  stepMs = HALF_HOUR,
  settings: Partial<SourcesSettings> = {},
): SourceVerdict[] {
  const sources = new Sources({ ...SETTINGS, ...settings });
  return observations.flatMap((features, i) => {
    const timestampMs = START_MS + i * stepMs;
    return sources.judgeAndLearn({ source: 'a', timestampMs, arrivalMs: timestampMs, features }) ?? [];
  });
}

const lastOf = (...args: Parameters<typeof pastsOf>) => pastsOf(...args).at(-1)!;

/** Cool at night, warm at noon. */
function warmDays(count: number): Named[] {
  const normal = normals(9);
  return Array.from({ length: count }, (_, i) => ({
    temperature: 75 - 15 * Math.cos((2 * Math.PI * i) / 48) + normal(),
    pressure: 5 + 0.1 * normal(),
  }));
}
const atTwo = 28 * 48 + 4;
/** For an hour and a half it is as warm in the night as it is at other hours. */
const warmNight = [...warmDays(atTwo), ...Array.from({ length: 3 }, () => ({ temperature: 75, pressure: 5 }))];

describe('a verdict by the past alone', () => {
  it('is usual or anomalous by the score of the source, names its lane, and says that there was no model', () => {
    const calm = judgeByPast(lastOf(warmDays(atTwo)));
    expect(calm).toEqual({
      score: expect.any(Number),
      threshold: 1.15,
      anomalous: false,
      grade: 0,
      surprise: expect.any(Number),
      modelVersion: 'none',
      stream: { surprise: expect.any(Number), step: expect.any(Number), observations: atTwo },
    });
    const past = lastOf(warmNight);
    const verdict = judgeByPast(past);
    expect(verdict).toMatchObject({ score: past.score, anomalous: true, lane: 'stream', modelVersion: 'none' });
    expect(verdict.stream).toEqual({
      surprise: lanesOf(past)?.stream,
      step: lanesOf(past)?.step,
      observations: atTwo + 3,
    });
  });

  it('says what is usual at this hour', () => {
    const verdict = judgeByPast(lastOf([...warmNight.slice(0, -1), { temperature: 75.25, pressure: 5 }]));
    expect(verdict.explanation).toMatch(/^temperature is 75\.25; at this hour it is usually 6\d to 6\d$/);
    expect(verdict.contributions).toEqual([
      {
        feature: 'temperature',
        contribution: expect.any(Number),
        observed: 75.25,
        expected: expect.closeTo(65, 0),
        direction: 'above',
        usual: { low: expect.any(Number), high: expect.any(Number), at: 'hour' },
      },
    ]);
    const { low, high } = verdict.contributions![0].usual!;
    expect((low + high) / 2).toBeCloseTo(verdict.contributions![0].expected!, 4);
    expect(high).toBeLessThan(75);
  });

  it('speaks of now where there is no clock, and of several features where several are strange', () => {
    const observations = [
      ...warmDays(10).map(() => ({})),
      ...warmDays(500).map(({ pressure }) => ({ pressure, flow: 10 * pressure })),
    ];
    const verdict = judgeByPast(lastOf([...observations, { pressure: 9, flow: 90 }], Number.NaN));
    expect(verdict.explanation).toMatch(
      /^(pressure|flow) is \d+, higher than ever; now it is usually [\d.]+ to [\d.]+; (pressure|flow) is \d+, usually [\d.]+ to [\d.]+$/,
    );
    expect(verdict.contributions?.map(({ usual }) => usual?.at)).toEqual(['now', 'now']);
  });

  it('says of a value that stands still for how long it does', () => {
    const still = [...warmDays(400), ...Array.from({ length: 60 }, () => ({ temperature: 90, pressure: 5 }))];
    const verdict = pastsOf(still)
      .map((past) => judgeByPast(past))
      .slice(400)
      .find(({ anomalous }) => anomalous);
    expect(verdict?.explanation).toMatch(
      /^(temperature|pressure) has stood still for \d+ observations, longer than ever/,
    );
    expect(verdict?.surprise).toBeGreaterThanOrEqual(4.5);
  });

  it('is never anomalous below a hundred observations, and says below three hundred that it is learning', () => {
    const at = (count: number) => judgeByPast(lastOf([...warmDays(count - 1), { temperature: 900, pressure: 50 }]));
    expect(at(99)).toMatchObject({
      anomalous: false,
      stream: { surprise: 0, step: 0, observations: 99, learning: true },
    });
    expect(at(100)).toMatchObject({ anomalous: true, stream: { observations: 100, learning: true } });
    expect(at(300).stream).not.toHaveProperty('learning');
  });

  it('is anomalous sooner or later by the sensitivity', () => {
    const normal = normals(2);
    const pasts = pastsOf(Array.from({ length: 20_000 }, () => ({ a: normal() })));
    const count = (sensitivity: 'high' | 'normal' | 'low') =>
      pasts.filter((past) => judgeByPast(past, sensitivity).anomalous).length;
    expect(count('high')).toBeGreaterThan(count('normal'));
    expect(count('normal')).toBeGreaterThan(count('low'));
    expect(count('low')).toBeGreaterThan(0);
  });

  it('rests after an alarm', () => {
    const jumps = [...warmNight, ...warmNight.slice(-3)];
    const verdicts = pastsOf(jumps)
      .slice(atTwo)
      .map((past) => judgeByPast(past));
    expect(verdicts.map(({ anomalous }) => anomalous)).toEqual([false, false, true, false, false, false]);
  });

  it('rests after what the sensitivity of the source lets alarm: a lesser alarm hides no larger one', () => {
    const jumps = [...warmNight, ...warmNight.slice(-3)];
    const scores = pastsOf(jumps)
      .slice(atTwo)
      .map(({ score }) => score);
    const alarmScore = (scores[2] + scores[3]) / 2;
    expect(alarmScore).toBeGreaterThan(1.15);
    const restingAt = (settings: Partial<SourcesSettings>) =>
      pastsOf(jumps, HALF_HOUR, settings)
        .slice(atTwo)
        .map(({ isResting }) => isResting);
    expect(restingAt({})).toEqual([false, false, false, true, true, true]);
    expect(restingAt({ alarmScore })).toEqual([false, false, false, false, true, true]);
  });

  it('has a severity by how rare it is: one in 900, in 9,000 and in 130,000 differ', () => {
    const past = lastOf(warmNight);
    const withScore = (value: number): SourceVerdict => Object.create(past, { score: { value } });
    const severities = [1.15, 1.5, 2].map((score) => judgeByPast(withScore(score)));
    expect(severities.map(({ grade }) => severityOf(grade, DEFAULT_SEVERITY_BANDS))).toEqual([
      'low',
      'high',
      'critical',
    ]);
  });

  it('speaks of the rate of a counter', () => {
    const normal = normals(4);
    let bytes = 0;
    const readings = Array.from({ length: 800 }, (_, i) => {
      bytes += 60 * (i === 799 ? 900 : 100 + normal());
      return { bytes };
    });
    const verdict = judgeByPast(lastOf(readings, 60_000, { counters: new Set(['bytes']) }));
    expect(verdict.contributions?.[0]).toMatchObject({ feature: 'bytes', observed: 900 });
  });
});

describe('a verdict of a model with the past', () => {
  const past = lastOf(warmNight);
  const verdict: Verdict = {
    score: 0.4,
    threshold: 0.6,
    anomalous: true,
    grade: 0.3,
    surprise: 3.4,
    modelVersion: 'v',
  };

  it('gets the reasons of the source where a lane of the source leads', () => {
    const joined = withPast({ ...verdict, lane: 'stream' }, past);
    expect(joined.explanation).toBe(judgeByPast(past).explanation);
    expect(joined).toMatchObject({ score: 0.4, grade: 0.3, surprise: 3.4, modelVersion: 'v' });
    expect(withPast({ ...verdict, lane: 'step' }, past).contributions?.[0].contribution).toBeCloseTo(
      past.features[0]!.tails.oneStep,
      5,
    );
  });

  it('keeps the reasons of the row where that leads', () => {
    const row: Verdict = { ...verdict, lane: 'row', contributions: [], explanation: 'a is 3, usually about 1' };
    expect(withPast(row, past)).toEqual({ ...row, stream: expect.anything() });
    const usual: Verdict = { ...verdict, anomalous: false };
    expect(withPast(usual, past)).toEqual({ ...usual, stream: expect.anything() });
  });
});
