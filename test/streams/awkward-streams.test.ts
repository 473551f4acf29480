import { describe, expect, it } from 'vitest';
import { normals } from '../support/streams.ts';
import { alarmsOf, CALM, verdictsOf } from './made-streams.ts';

const LENGTH = 6000;
const CHANGE = 3000;
const DAY = 288;

const stream = (value: (row: number, normal: () => number) => number, seed = 1) => {
  const normal = normals(seed);
  return Array.from({ length: LENGTH }, (_, row) => value(row, normal));
};
const noise = (change: (value: number, row: number) => number) => stream((row, normal) => change(10 + normal(), row));
const since = (alarms: readonly number[]) => alarms.filter((row) => row >= CHANGE);

describe('no alarm', () => {
  it.each([
    ['a constant', stream(() => 45)],
    ['a constant of which one value is 45.0001', stream((row) => (row === CHANGE ? 45.0001 : 45))],
    ['a near-constant', stream((_, normal) => 45 + 1e-6 * normal())],
    [
      'a near-constant with one larger step',
      stream((row, normal) => 45 + 1e-6 * normal() + (row === CHANGE ? 1e-4 : 0)),
    ],
    ['a constant 0', stream(() => 0)],
    ['a long constant that is large', stream(() => 1e12 + 0.1)],
  ])('%s', (_, values) => {
    expect(alarmsOf(values)).toEqual([]);
    expect(
      Math.max(
        ...verdictsOf(values)
          .slice(1000)
          .map(({ surprise }) => surprise),
      ),
    ).toBeLessThan(0.37);
  });
});

describe('found within ten rows', () => {
  it.each([
    ['one 50 in a constant 45', stream((row) => (row === CHANGE ? 50 : 45))],
    ['a spike of eight deviations', noise((value, row) => (row === CHANGE ? value + 8 : value))],
    ['a level three deviations higher', noise((value, row) => (row >= CHANGE ? value + 3 : value))],
    ['three times the deviation', noise((value, row) => (row >= CHANGE ? 10 + 3 * (value - 10) : value))],
    ['a value that freezes', noise((value, row) => (row >= CHANGE && row < CHANGE + 500 ? 10.5 : value))],
    ['a counter that begins again', stream((row) => (row % CHANGE) + 100)],
  ])('%s', (_, values) => {
    expect(since(alarmsOf(values))[0]).toBeLessThan(CHANGE + 10);
  });

  it('a freeze, by its name', () => {
    const values = noise((value, row) => (row >= CHANGE && row < CHANGE + 500 ? 10.5 : value));
    const frozen = verdictsOf(values).flatMap(({ features }, row) => (features[0]?.isFrozen ? [row] : []));
    expect(frozen).toEqual([CHANGE + 7]);
  });
});

it('a day that begins six hours later is found within two hours', () => {
  const late = (row: number) => (row < CHANGE ? row : row - DAY / 4);
  const values = stream((row, normal) => 50 + 20 * Math.sin((2 * Math.PI * late(row)) / DAY) + normal());
  expect(since(alarmsOf(values))[0]).toBeLessThan(CHANGE + 24);
});

it('half a day that is flat is found before it is over', () => {
  const flat = (row: number) => row >= CHANGE && row < CHANGE + DAY / 2;
  const values = stream((row, normal) => 50 + (flat(row) ? 0 : 20 * Math.sin((2 * Math.PI * row) / DAY)) + normal());
  expect(since(alarmsOf(values))[0]).toBeLessThan(CHANGE + DAY / 2);
});

it('a new level alarms a few times and is then usual', () => {
  const alarms = since(alarmsOf(noise((value, row) => (row >= CHANGE ? value + 3 : value))));
  expect(alarms.filter((row) => row < CHANGE + 1000).length).toBeLessThan(5);
  expect(alarms.filter((row) => row >= CHANGE + 1000).length).toBeLessThan(3);
});

describe('alarms of streams without anomalies', () => {
  const ROWS = 15_000;
  const alarms = Object.values(CALM).flatMap((make) => [1, 2, 3].map((seed) => alarmsOf(make(ROWS, seed))));
  const perThousand = (from: number, to: number) =>
    (1000 * alarms.flat().filter((row) => row >= from && row < to).length) / ((to - from) * alarms.length);

  it('are one in some thousands, and fewer the longer a source is known', () => {
    expect(perThousand(0, 1000)).toBeLessThan(2.0);
    expect(perThousand(1000, 5000)).toBeLessThan(0.6);
    expect(perThousand(5000, ROWS)).toBeLessThan(0.37);
  });
});
