import { expect, test } from 'vitest';
import { trainModel } from '../../../model/train-model.ts';
import { normals } from '../../support/streams.ts';

const normal = normals(3);

/** What the card of a model of 2,000 rows says of places between them. */
function saidOf(row: (i: number) => readonly number[], detector = 'mahalanobis'): string[] {
  const rows = Float64Array.from(Array.from({ length: 2000 }, (_, i) => row(i)).flat());
  const features = row(0).map((_, f) => 'abc'[f]);
  const { unnoticed = [] } = trainModel({ features, rows }, { detector, threshold: { kind: 'budget' } }).training;
  return unnoticed.filter((sentence) => sentence.startsWith('rows between those of training'));
}

const levels = [
  [0, 0],
  [20, 5],
  [50, -10],
];

test('a model that takes sources at several levels for one cloud says so, with a place between them', () => {
  const sources = (i: number) => levels[i % 3].map((level) => level + normal());
  expect(saidOf(sources)).toEqual([
    expect.stringMatching(
      /^rows between those of training, where none was near, are judged usual: [ab] \S+ and [ab] \S+; the detector nearest-reference, alone or in an ensemble, notices more$/,
    ),
  ]);
  expect(saidOf((i) => [i % 2 ? 30 + normal() : normal()])).toHaveLength(1);
});

test('a detector that notices such places does not', () => {
  expect(saidOf((i) => levels[i % 3].map((level) => level + normal()), 'nearest-reference')).toEqual([]);
});

test.each([
  ['one cloud', () => [normal(), normal(), normal()]],
  ['a line', (i: number) => [i / 10 + normal(), i / 5 + normal()]],
  ['heavy tails', () => [Math.exp(1.5 * normal()), normal() / normal()]],
  ['whole numbers', (i: number) => [i % 100]],
  ['states, which have no middle', (i: number) => [i % 2, Number(i % 10 === 0), normal()]],
])('nothing is said of %s', (_, row) => {
  expect(saidOf(row)).toEqual([]);
});
