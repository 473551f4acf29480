import { describe, expect, it } from 'vitest';
import { judgeAndLearn, type SourceObservation, type SourceSettings } from '../../streams/judge-and-learn.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { offsetMinutesIn } from '../../streams/time-zone.ts';
import { normals } from '../support/streams.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const START_MS = Date.UTC(2024, 0, 1);

/** A source that has learned a value for each time from `fromMs` on, and what it then says. */
function learned(value: (timeMs: number) => number, count: number, stepMs: number, settings?: SourceSettings) {
  const state = createSourceState(1);
  for (let i = 0; i < count; i++) {
    const timestampMs = START_MS + i * stepMs;
    judgeAndLearn(state, { timestampMs, values: [value(timestampMs)] }, settings);
  }
  return {
    state,
    judge: (observation: Partial<SourceObservation>) =>
      judgeAndLearn(state, { timestampMs: START_MS + count * stepMs, values: [0], ...observation }, settings),
  };
}

describe('the hour', () => {
  const normal = normals(3);
  const shop = (timeMs: number) => {
    const [hour, weekday] = [new Date(timeMs).getUTCHours(), new Date(timeMs).getUTCDay()];
    return (hour >= 9 && hour < 18 ? 100 : 10) * (weekday % 6 === 0 ? 0.5 : 1) + normal();
  };
  const fourWeeks = (28 * DAY) / (30 * MINUTE);
  const at = (hours: number) => START_MS + 28 * DAY + hours * HOUR;

  it('decides what is usual: busy at noon is, busy at night is not', () => {
    const noon = learned(shop, fourWeeks, 30 * MINUTE).judge({ timestampMs: at(12), values: [100] }).features[0];
    const night = learned(shop, fourWeeks, 30 * MINUTE).judge({ timestampMs: at(3), values: [100] }).features[0];
    expect(noon?.tails.point).toBeLessThan(1.5);
    expect(night?.tails.point).toBeGreaterThan(2.5);
  });

  it('is of a weekend on Saturday and Sunday', () => {
    const saturday = 5 * 24 + 12;
    const quiet = learned(shop, fourWeeks, 30 * MINUTE).judge({ timestampMs: at(saturday), values: [50] }).features[0];
    const busy = learned(shop, fourWeeks, 30 * MINUTE).judge({ timestampMs: at(saturday), values: [100] }).features[0];
    expect(quiet?.tails.point).toBeLessThan(busy?.tails.point ?? 0);
  });

  it('is that of the clocks where the source is', () => {
    const settings = { offsetMinutes: offsetMinutesIn('Asia/Kolkata') };
    const local = (timeMs: number) => shop(timeMs + 330 * MINUTE);
    const { judge } = learned(local, fourWeeks, 30 * MINUTE, settings);
    // Nine in the morning there, half past three in the night in Greenwich.
    expect(judge({ timestampMs: at(3.5), values: [100] }).features[0]?.tails.point).toBeLessThan(1.5);
  });
});

describe('a time zone', () => {
  it('is ahead of UTC by what its clocks say then', () => {
    const berlin = offsetMinutesIn('Europe/Berlin');
    expect(berlin(Date.UTC(2024, 2, 31, 0, 59))).toBe(60);
    expect(berlin(Date.UTC(2024, 2, 31, 1, 0))).toBe(120);
    expect(offsetMinutesIn('America/St_Johns')(Date.UTC(2024, 0, 1))).toBe(-210);
    expect(offsetMinutesIn('UTC')(0)).toBe(0);
    expect(berlin(Number.NaN)).toBe(0);
  });

  it('that nobody knows is refused', () => {
    expect(() => offsetMinutesIn('Europe/Atlantis')).toThrow("there is no time zone 'Europe/Atlantis'");
  });
});

describe('one clock in 2099', () => {
  it('is cut at the arrival, so that it poisons nothing', () => {
    const plain = learned(() => 5, 200, MINUTE);
    const arrivalMs = START_MS + 200 * MINUTE;
    plain.judge({ timestampMs: Date.UTC(2099, 0, 1), arrivalMs });
    const other = learned(() => 5, 200, MINUTE);
    other.judge({ timestampMs: arrivalMs });
    expect(plain.state).toEqual(other.state);
  });
});

describe('an observation that is late', () => {
  it('is judged and learned, and moves no clock', () => {
    const { state, judge } = learned((timeMs) => (timeMs / MINUTE) % 3, 200, MINUTE);
    const clock = () => [...state.subarray(0, 12), ...state.subarray(16, 20)];
    const before = clock();
    expect(judge({ timestampMs: START_MS, values: [1] }).observations).toBe(201);
    expect(clock()).toEqual(before);
    expect(judge({ values: [1] }).observations).toBe(202);
    expect(clock()).not.toEqual(before);
  });
});

describe('a missing value', () => {
  it('teaches nothing, and an observation of nothing changes nothing', () => {
    const { state, judge } = learned(() => 5, 200, MINUTE);
    const before = Uint8Array.from(state);
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const verdict = judge({ values: [value] });
      expect(verdict).toMatchObject({ surprise: 0, isAlarm: false, observations: 200, features: [undefined] });
    }
    expect(state).toEqual(before);
  });

  it('leaves the other features their turn', () => {
    const state = createSourceState(2);
    judgeAndLearn(state, { timestampMs: START_MS, values: [1, 2] });
    const verdict = judgeAndLearn(state, { timestampMs: START_MS + MINUTE, values: [Number.NaN, 2] });
    expect(verdict.observations).toBe(2);
    expect(verdict.features.map((feature) => feature?.observations)).toEqual([undefined, 2]);
  });
});

describe('a counter', () => {
  const settings = { counters: new Set([0]) };
  const judged = (readings: readonly number[], stepMs = 10_000) => {
    const state = createSourceState(1);
    const verdicts = readings.map((reading, i) =>
      judgeAndLearn(state, { timestampMs: START_MS + i * stepMs, values: [reading] }, settings),
    );
    return verdicts.map(
      ({ features }) => features[0] && features[0].expected + features[0].residual * features[0].spread,
    );
  };

  it('is judged by its rate per second, of which a reset says nothing', () => {
    const rates = judged([500, 600, 800, 40, 70]);
    expect(rates.map((rate) => rate && Number(rate.toFixed(6)))).toEqual([undefined, 10, 20, undefined, 3]);
  });

  it('that is reset is no alarm', () => {
    const state = createSourceState(1);
    const alarms: number[] = [];
    for (let i = 0; i < 4000; i++) {
      const observation = { timestampMs: START_MS + i * 10_000, values: [(100 * i) % 200_000] };
      if (judgeAndLearn(state, observation, settings).isAlarm) alarms.push(i);
    }
    expect(alarms).toEqual([]);
  });

  it('that is read twice, or late, is left out', () => {
    expect(judged([1, 2], 0)[1]).toBeUndefined();
    expect(judged([1, 2], -1000)[1]).toBeUndefined();
  });

  it('loses no count of a large number', () => {
    expect(judged([2 ** 40, 2 ** 40 + 10])[1]).toBeCloseTo(1, 6);
  });
});

describe('a source', () => {
  it('counts for nothing below 100 observations, and is learning below 300', () => {
    const maturity = (count: number) => {
      const { weight, isLearning } = learned(() => 5, count - 1, MINUTE).judge({ values: [5] });
      return [weight, isLearning];
    };
    expect([maturity(99), maturity(100), maturity(299), maturity(300)]).toEqual([
      [0, true],
      [1, true],
      [1, true],
      [1, false],
    ]);
  });

  it('of many features is not strange because one of many is', () => {
    const normal = normals(5);
    const one = createSourceState(1);
    const many = createSourceState(30);
    let [alarmsOfOne, alarmsOfMany] = [0, 0];
    for (let i = 0; i < 4000; i++) {
      const values = Array.from({ length: 30 }, normal);
      const timestampMs = START_MS + i * 5 * MINUTE;
      alarmsOfOne += Number(judgeAndLearn(one, { timestampMs, values: values.slice(0, 1) }).isAlarm);
      alarmsOfMany += Number(judgeAndLearn(many, { timestampMs, values }).isAlarm);
    }
    expect(alarmsOfOne).toBeLessThan(6);
    expect(alarmsOfMany).toBeLessThan(10);
  });

  it('rests after an alarm for 3 % of its observations, at least 20 and at most 150', () => {
    const normal = normals(9);
    const restAfter = (count: number) => {
      const { judge } = learned(normal, count, MINUTE);
      const alarms: number[] = [];
      for (let i = 0; i < 400; i++) {
        const verdict = judge({ timestampMs: START_MS + (count + i) * MINUTE, values: [10 ** (3 + i / 100)] });
        if (verdict.isAlarm) alarms.push(i);
      }
      return alarms[1] - alarms[0];
    };
    expect(restAfter(2000)).toBe(62);
    expect(restAfter(9000)).toBe(151);
  });
});

it('what is expected is the best forecast, with its usual error', () => {
  const normal = normals(4);
  const forecast = learned((timeMs) => timeMs / MINUTE - START_MS / MINUTE + normal(), 2000, MINUTE).judge({
    values: [2100],
  }).features[0];
  expect(forecast?.expected).toBeGreaterThan(1990);
  expect(forecast?.expected).toBeLessThan(2010);
  expect(forecast?.spread).toBeGreaterThan(0.5);
  expect(forecast?.residual).toBeCloseTo((2100 - (forecast?.expected ?? 0)) / (forecast?.spread ?? 1), 6);
});
