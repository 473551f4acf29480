import { describe, expect, test } from 'vitest';
import type { TrainingData } from '../../../contracts/training-data.ts';
import { cannotAlertCaution, tryBeyondEnds } from '../../../model/cautions/unnoticed-ends.ts';
import { judge } from '../../../model/judge.ts';
import { type TrainingOptions, trainModel } from '../../../model/train-model.ts';
import { normalRows } from '../../support/streams.ts';

/** Rows of the columns that a function of the row's index gives. */
function table(count: number, features: readonly string[], row: (i: number) => readonly number[]): TrainingData {
  return { features, rows: Float64Array.from(Array.from({ length: count }, (_, i) => row(i)).flat()) };
}
/** Between -1 and 1, never twice the same. */
const wobble = (i: number) => Math.sin(i * 12.9898);
const SHARE = { kind: 'budget', share: 0.02 } as const;
const BUDGET = { threshold: { kind: 'budget' } } as const;
const FOREST = { detector: 'isolation-forest', ...BUDGET } as const;
const cardOf = (data: TrainingData, options: TrainingOptions = BUDGET) => trainModel(data, options).training;
const cautionsOf = (data: TrainingData, options?: TrainingOptions) => cardOf(data, options).cautions;
const { NaN: NONE } = Number;

describe('features that never vary', () => {
  test('are named with their value', () => {
    const one = table(2000, ['temp', 'valve'], (i) => [20 + wobble(i), 0]);
    expect(cautionsOf(one, FOREST)).toEqual([
      'valve is 0 in every row; which change of it is small cannot be learned from that',
    ]);
    const sparse = table(2000, ['temp', 'valve'], (i) => [20 + wobble(i), i % 2 ? 3 : NONE]);
    expect(cautionsOf(sparse, FOREST)).toEqual([
      'valve is 3 in every row that has it; which change of it is small cannot be learned from that',
    ]);
  });

  test('are told in one sentence, the first ten by name', () => {
    const features = ['temp', ...Array.from({ length: 12 }, (_, f) => `v${f}`)];
    const data = table(2000, features, (i) => [wobble(i), ...Array.from({ length: 12 }, (_, f) => f)]);
    expect(cautionsOf(data, FOREST)).toEqual([
      '12 features never vary: v0 is 0, v1 is 1, v2 is 2, v3 is 3, v4 is 4, v5 is 5, v6 is 6, v7 is 7, v8 is 8, ' +
        'v9 is 9 and 2 more; which change of them is small cannot be learned from that',
    ]);
  });

  test('a name cannot make another line of it', () => {
    const data = table(2000, ['temp', 'a\nbeware: all is well'], (i) => [wobble(i), 0]);
    expect(cautionsOf(data)?.[0]).toMatch(/^a\ufffdbeware: all is well is 0 in every row/);
  });
});

describe('a threshold among equal scores', () => {
  const dropout = (rows: number) =>
    table(3000, ['co', 'nox'], (i) => (i < rows ? [-200, -200] : [2 + wobble(i), 120 + 30 * wobble(7 * i)]));

  test('is told where no row lies above it, with the rows, the budget and what it would take', () => {
    expect(cautionsOf(dropout(113))).toContain(
      'the threshold is the score of 113 equal rows (co -200 and nox -200); 0 training rows lie above it, where the ' +
        'alert budget 0.1 % of rows asks for 3; a budget of 3.77 % of the rows would take them in',
    );
    // which is true
    const larger = { threshold: { kind: 'budget', share: 0.0377 } } as const;
    expect(cardOf(dropout(113), larger).anomalousShare).toBeCloseTo(113 / 3000, 9);
  });

  test('is told where many more rows lie above it than asked, not where a few do', () => {
    expect(cautionsOf(dropout(10))).toContain(
      'the threshold cannot divide 10 equal rows (co -200 and nox -200); 10 training rows lie above it, where the ' +
        'alert budget 0.1 % of rows asks for 3',
    );
    expect(cautionsOf(dropout(5))?.filter((sentence) => sentence.startsWith('the threshold'))).toEqual([]);
  });

  test('is told where one row is unlike all others, which are equal: the flat line of a dead sensor', () => {
    const flat = table(4032, ['value', 'dead'], (i) => [i === 3000 ? 50 : 45, 7]);
    expect(cautionsOf(flat)?.slice(1)).toEqual([
      'the threshold cannot divide 4,031 equal rows (value 45); 1 training row lies above it, where the alert budget ' +
        '0.1 % of rows asks for 4',
    ]);
  });

  test('names what the rows have in common where they are not equal', () => {
    const data = table(3000, ['a', 'b'], (i) => (i < 113 ? [90, i % 2] : [wobble(i), i % 2]));
    const tied = cautionsOf(data)?.filter((sentence) => /^the threshold/.test(sentence));
    expect(tied).toEqual([expect.stringMatching(/\d+ (equal rows|rows that score the same) \(a 90/)]);
  });
});

describe('a model that cannot alert', () => {
  test('is suspected where nothing above was found, neither in training nor beyond it', () => {
    // both states are common, and the way beyond them is as wide as their distance
    const states = table(4032, ['value'], (i) => [i % 8 < 5 ? 20 : 80]);
    const model = trainModel(states, { ...FOREST, threshold: { kind: 'auto' } });
    const beyond = tryBeyondEnds({ ...model, threshold: 1e6 }, [{ low: 20, high: 80 }]);
    expect(beyond.anyStrange).toBe(false);
    expect(cannotAlertCaution({ ...model, threshold: 1e6 }, beyond, 0.5)).toBe(
      'no training row scores above the threshold, nor anything that was tried beyond the values of training: this ' +
        'model may never alert',
    );
  });

  test('is not called so where only what was never seen would score above', () => {
    const rows = normalRows(300, 2, 5);
    const model = trainModel({ features: ['a', 'b'], rows }, BUDGET);
    const threshold = Math.max(...model.detector.score(rows, 300));
    const ends = [0, 1].map((f) => ({
      low: model.calibration!.ranges.low[f],
      high: model.calibration!.ranges.high[f],
    }));
    const beyond = tryBeyondEnds({ ...model, threshold }, ends);
    expect(beyond.anyStrange).toBe(true);
    expect(cannotAlertCaution({ ...model, threshold }, beyond, threshold)).toBeUndefined();
  });
});

describe('values beyond those of training', () => {
  const strange = (model: ReturnType<typeof trainModel>, ...row: number[]) =>
    judge(model, Float64Array.from(row), model.detector.score(Float64Array.from(row), 1)[0]).anomalous;

  test('are told by the end beyond which nothing is noticed, which is true up to ten ranges', () => {
    // the lower end is crowded, the upper one is not
    const data = table(3000, ['load'], (i) => [((i % 1000) / 1000) ** 3]);
    const model = trainModel(data, FOREST);
    expect(model.training.unnoticed).toEqual([
      'up to 10 ranges, values beyond those of training are judged usual by themselves: load below 0; a larger alert ' +
        'budget notices more',
    ]);
    expect([strange(model, -9.9), strange(model, -1e9), strange(model, 11)]).toEqual([false, true, true]);
  });

  test('are not told where both ends notice', () => {
    const model = trainModel({ features: ['load'], rows: normalRows(3000, 1, 5) }, { threshold: SHARE });
    expect([strange(model, -1e9), strange(model, 1e9)]).toEqual([true, true]);
    expect(model.training).not.toHaveProperty('unnoticed');
  });

  test('are told in all digits where fewer would make the ends alike', () => {
    const data = table(3000, ['load'], (i) => [45 + 4e-5 * ((i % 1000) / 1000) ** 3]);
    expect(cardOf(data, FOREST).unnoticed?.[0]).toMatch(/: load (below 45|above 45\.0000\d+)/);
  });

  test('that are strange only beside some values of the others are told apart', () => {
    const features = Array.from({ length: 20 }, (_, f) => `f${f}`);
    const model = trainModel({ features, rows: normalRows(3000, 20, 5) }, FOREST);
    expect(model.training.unnoticed?.at(-1)).toMatch(
      /^up to 10 ranges, values beyond those of training are strange only beside some of the others: /,
    );
  });

  test('are told in one sentence where no feature alone is ever strange', () => {
    const features = Array.from({ length: 60 }, (_, f) => `f${f}`);
    const rows = normalRows(20_000, 60, 5).map((value) => Math.min(Math.max(value, -1), 1));
    const model = trainModel({ features, rows }, { ...FOREST, threshold: { kind: 'budget', share: 1e-4 } });
    expect(model.training.unnoticed).toEqual([
      'up to 10 ranges, no value of one feature alone is judged strange beyond those of training; a larger alert ' +
        'budget notices more',
    ]);
    const far = (strangers: number) => features.map((_, f) => (f < strangers ? 10 : 0));
    expect([strange(model, ...far(1)), strange(model, ...far(60))]).toEqual([false, true]);
  });
});

describe('placeholders', () => {
  const placeholders = (data: TrainingData) =>
    (cautionsOf(data) ?? []).filter((sentence) => sentence.includes('stands far from the rest'));

  test.each([
    ['-200 of a gas analyser', -200, (i: number) => 2 + wobble(i), '1 to 3'],
    ['-999', -999, (i: number) => 2 + wobble(i), '1 to 3'],
    ['-9999.0 of weather', -9999, (i: number) => 1013 + wobble(i), '1012 to 1014'],
    ['999 beside larger spreads', 999, (i: number) => 300 + 300 * wobble(i), '0.0\\d+ to 600'],
    ['0 of a pressure that never falls to it', 0, (i: number) => 80 + wobble(i), '79 to 81'],
    ['0 of a temperature', 0, (i: number) => 20 + 8 * wobble(i), '12 to 28'],
    ['-1 of a counter', -1, (i: number) => 1000 + 50 * wobble(i), '950[.\\d]* to 1050'],
    ['the end of 16 bits', 32_767, (i: number) => 5 * wobble(i), '-[45][.\\d]* to [45][.\\d]*'],
    ['99.9', 99.9, (i: number) => 20 + 8 * wobble(i), '12 to 28'],
    ['-6999', -6999, (i: number) => 20 + 8 * wobble(i), '12 to 28'],
    ['the fill value of netCDF', 9.96921e36, (i: number) => 20 + 8 * wobble(i), '12 to 28'],
    ['-999.25 of a well log', -999.25, (i: number) => 20 + 8 * wobble(i), '12 to 28'],
    ['-127 of a probe that is not there', -127, (i: number) => 20 + 4 * wobble(i), '16 to 24'],
    ['one beside a constant', -999, () => 7, '7 to 7'],
  ])('are named with the remedy: %s', (_, value, usual, range) => {
    const data = table(3000, ['x', 'y'], (i) => [i % 50 === 0 ? value : usual(i), 5 + wobble(3 * i)]);
    expect(placeholders(data)).toEqual([
      expect.stringMatching(
        `^${String(value).replace('+', '\\+')} stands far from the rest in x \\(60 rows, else ${range}\\); if it means that there is no value: ` +
          `--missing-value ${String(value).replace('+', '\\+')}$`,
      ),
    ]);
  });

  test('are named where most rows hold one', () => {
    const data = table(3000, ['nmhc', 'y'], (i) => [i % 10 ? -200 : 200 + 150 * wobble(i), 5 + wobble(3 * i)]);
    expect(placeholders(data)).toEqual([
      expect.stringMatching(/^-200 stands far from the rest in nmhc \(2,700 rows, /),
    ]);
  });

  test('are found behind one another, and together where features share one', () => {
    const data = table(3000, ['co', 'nox'], (i) => {
      if (i % 50 === 0) return [-200, -200];
      return i % 50 === 1 ? [-999, 120 + wobble(i)] : [2 + wobble(i), 120 + wobble(i)];
    });
    expect(placeholders(data)).toEqual([
      expect.stringMatching(/^-999 stands far from the rest in co \(60 rows, else 1 to 3\); .* --missing-value -999$/),
      expect.stringMatching(/^-200 .* in co \(60 rows, else 1 to 3\) and nox \(60 rows, else 119 to 121\); /),
    ]);
  });

  test('that another feature measures are not taken out of all of them', () => {
    const data = table(3000, ['pressure', 'delta'], (i) => [i % 50 === 0 ? 0 : 80 + wobble(i), (i % 7) - 3]);
    expect(placeholders(data)[0]).toMatch(/no value: leave its cells empty, as 0 is measured in delta$/);
  });

  test.each([
    ['two states', (i: number) => i % 2],
    ['0 beside one other value', (i: number) => (i % 50 === 0 ? 0 : 7)],
    ['a count that is often 0', (i: number) => (i % 3 ? 0 : i % 11)],
    ['the foot of a range', (i: number) => Math.max(0, wobble(i))],
    ['0 not far below the others', (i: number) => (i % 50 === 0 ? 0 : 16 + 10 * wobble(i))],
    [
      'what should be noticed: a far level that nobody writes for missing',
      (i: number) => (i % 50 === 0 ? 90 : wobble(i)),
    ],
    ['a level below 0 that is not very far', (i: number) => (i % 50 === 0 ? -4 : 2 + wobble(i))],
    ['999 among its neighbours', (i: number) => (i % 50 === 0 ? 999 : 500 + 498 * wobble(i))],
    ['two far values', (i: number) => (i < 2 ? -999 : wobble(i))],
  ])('are not seen in %s', (_, value) => {
    expect(placeholders(table(1500, ['x', 'y'], (i) => [value(i), wobble(3 * i)]))).toEqual([]);
  });

  test('that the reader took for missing are no placeholders any more', () => {
    const data = table(3000, ['co'], (i) => [i % 50 === 0 ? NONE : 2 + wobble(i)]);
    const model = trainModel({ ...data, missingValues: [-200] }, FOREST);
    expect(model).toMatchObject({ missingValues: [-200] });
    expect(model.training).not.toHaveProperty('cautions');
  });
});

test('few rows cannot show what is usual', () => {
  const few = (count: number) => cautionsOf(table(count, ['x'], (i) => [wobble(i)])) ?? [];
  expect(few(255)).toContain('255 rows cannot show what is usual, wanted a few thousand');
  expect(few(256).join()).not.toContain('cannot show');
});

test('implausible times are told with the place of the row, by the clock that is given', () => {
  const nowMs = Date.UTC(2026, 10, 27);
  const timestampsMs = Float64Array.from({ length: 500 }, (_, i) => nowMs - i * 60_000);
  timestampsMs[9] = Date.UTC(2057, 0, 1);
  const data = { ...table(500, ['x'], (i) => [wobble(i)]), timestampsMs };
  const ahead = (place: string) =>
    `1 row is more than a day ahead of the clock, ${place}, at 2057-01-01T00:00:00.000Z; rows a day are counted without such`;

  expect(cautionsOf(data, { ...BUDGET, nowMs })).toEqual([ahead('row 10')]);
  const named = { ...data, placeOf: (row: number) => `rows.csv, line ${row + 2}` };
  expect(cautionsOf(named, { ...BUDGET, nowMs })).toEqual([ahead('rows.csv, line 11')]);
  expect(cautionsOf(data)).toBeUndefined();
});
