import { expect, it } from 'vitest';
import { describeSource } from '../../streams/describe-source.ts';
import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { offsetMinutesIn } from '../../streams/time-zone.ts';

const HOUR_MS = 3_600_000;
/** A Monday. */
const FROM_MS = Date.UTC(2026, 0, 5);

/** Four weeks of a value each hour: ten times the hour, by the clock of the zone. */
function learned(zone = 'UTC') {
  const offsetMinutes = offsetMinutesIn(zone);
  const state = createSourceState(1);
  for (let i = 0; i < 28 * 24; i++) {
    const timestampMs = FROM_MS + i * HOUR_MS;
    const hour = new Date(timestampMs + offsetMinutes(timestampMs) * 60_000).getUTCHours();
    judgeAndLearn(state, { timestampMs, values: [10 * hour] }, { offsetMinutes });
  }
  return state;
}

it('says what a state was learned from, and leaves it as it was', () => {
  const state = learned();
  const before = state.slice();
  const description = describeSource(state, FROM_MS + 28 * 24 * HOUR_MS);
  expect(state).toEqual(before);
  expect(description).toMatchObject({ observations: 672, lastTimeMs: FROM_MS + (28 * 24 - 1) * HOUR_MS });
  expect(description.features).toMatchObject([{ observations: 672, last: 230, lowest: 0, highest: 230 }]);
});

it('expects at each hour what is usual then, also without a value', () => {
  const state = learned();
  const at = (hour: number) => describeSource(state, FROM_MS + (28 * 24 + hour) * HOUR_MS).features[0]!.expected;
  for (const hour of [3, 9, 20]) expect(Math.abs(at(hour) - 10 * hour)).toBeLessThan(5);
});

it('has the profile of weekdays, then of weekends, by the clock of the zone', () => {
  for (const zone of ['UTC', 'Asia/Kolkata']) {
    const settings = { offsetMinutes: offsetMinutesIn(zone) };
    const { profile } = describeSource(learned(zone), FROM_MS, settings).features[0]!;
    expect(profile).toHaveLength(48);
    expect(profile[7]).toBeCloseTo(70, 3);
    expect(profile[24 + 15]).toBeCloseTo(150, 3);
  }
});

it('says of what was never seen that it was not', () => {
  const state = createSourceState(2);
  judgeAndLearn(state, { timestampMs: FROM_MS + 5 * HOUR_MS, values: [7, Number.NaN] });
  const [one, none] = describeSource(state, FROM_MS).features;
  expect(one!.profile.filter((value) => value !== undefined)).toEqual([7]);
  expect(none).toMatchObject({ observations: 0, last: Number.NaN, expected: Number.NaN });
});

it('says what is usual between arrivals, and from when on silence is told', () => {
  const state = createSourceState(1);
  const learn = (count: number) => {
    for (let i = 0; i < count; i++)
      judgeAndLearn(state, { timestampMs: FROM_MS, tick: 1 + 3000 * ticks++, values: [1] });
    const { usualGapMs, silentAfterMs } = describeSource(state, FROM_MS);
    return [usualGapMs && Math.round(usualGapMs / 1000), silentAfterMs];
  };
  let ticks = 0;
  expect(learn(1)).toEqual([undefined, undefined]);
  expect(learn(100)).toEqual([300, undefined]);
  expect(learn(500)).toEqual([300, 750_000]);
});
