import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawNormal } from '../../../detectors/extended-isolation-forest/draw-normal.ts';
import { ExtendedIsolationForest } from '../../../detectors/extended-isolation-forest/extended-isolation-forest.ts';
import { LEAF } from '../../../detectors/forest/forest.ts';
import { IsolationForest } from '../../../detectors/isolation-forest/isolation-forest.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { normalRows } from '../../support/streams.ts';

const USUAL = { trees: 100, samples: 256 };

describeDetectorContract('extended isolation forest', {
  decode: ExtendedIsolationForest.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/extended-isolation-forest/extended-isolation-forest.ts'),
    name: 'ExtendedIsolationForest',
  },
  missingIs: 0,
  train: (rows, featureCount, seed) => ExtendedIsolationForest.fit(rows, featureCount, USUAL, seed),
});

type PlainNode =
  | { readonly rows: number }
  | { readonly normal: number[]; readonly point: number[]; readonly sides: readonly PlainNode[] };

/** Grows a tree as algorithm 2 of the paper says, on standardised rows, with (x - p) n <= 0 as it stands there. */
function plainTree(rows: readonly number[][], depth: number, random: () => number): PlainNode {
  const isOne = rows.every((row) => row.every((value, f) => value === rows[0][f]));
  if (depth === 0 || rows.length === 0 || isOne) return { rows: rows.length };
  const normal = rows[0].map(() => drawNormal(random));
  const point = rows[0].map((_, f) => {
    const column = rows.map((row) => row[f]);
    return Math.min(...column) + random() * (Math.max(...column) - Math.min(...column));
  });
  const sides = [true, false].map((isLeft) => rows.filter((row) => side(row, normal, point) <= 0 === isLeft));
  return { normal, point, sides: sides.map((part) => plainTree(part, depth - 1, random)) };
}

const side = (row: readonly number[], normal: readonly number[], point: readonly number[]) =>
  row.reduce((sum, value, f) => sum + (value - point[f]) * normal[f], 0);

/** The expected path length of the paper, equation 2. */
const pathOfRest = (rows: number) =>
  rows > 2 ? 2 * (Math.log(rows - 1) + 0.5772156649) - (2 * (rows - 1)) / rows : rows === 2 ? 1 : 0;

function plainPath(node: PlainNode, row: readonly number[]): number {
  if ('rows' in node) return pathOfRest(node.rows);
  return 1 + plainPath(node.sides[side(row, node.normal, node.point) <= 0 ? 0 : 1], row);
}

test('scores are those of the paper, on rows in units of their standard deviation', () => {
  const [n, d, samples] = [200, 3, 64];
  // numbers of very different size
  const values = normalRows(n, d, 1).map((value, at) => value * 10 ** (3 * (at % d) - 3));
  const rowsOf = (flat: Float64Array) => Array.from({ length: n }, (_, i) => [...flat.slice(i * d, (i + 1) * d)]);
  const rows = rowsOf(values);
  const random = seededRandom(5);
  const trees = Array.from({ length: 40 }, () => {
    const drawn = new Set<number>();
    for (let i = n - samples; i < n; i++) {
      const row = Math.floor(random() * (i + 1));
      drawn.add(drawn.has(row) ? i : row);
    }
    const sample = [...drawn].map((i) => rows[i]);
    const units = sample[0].map((_, f) => {
      const mean = sample.reduce((sum, row) => sum + row[f], 0) / samples;
      return Math.sqrt(sample.reduce((sum, row) => sum + (row[f] - mean) ** 2, 0) / samples);
    });
    const standardised = (row: readonly number[]) => row.map((value, f) => value / units[f]);
    return { standardised, root: plainTree(sample.map(standardised), Math.log2(samples), random) };
  });
  const asked = values.map((value) => 1.5 * value);
  const wanted = rowsOf(asked).map((row) => {
    const mean = trees.reduce((sum, { root, standardised }) => sum + plainPath(root, standardised(row)), 0) / 40;
    return 2 ** -(mean / pathOfRest(samples));
  });
  const detector = ExtendedIsolationForest.fit(values, d, { trees: 40, samples }, 5);
  expect(new Set(wanted).size).toBeGreaterThan(190);
  expect([...detector.score(asked, n)]).toEqual(wanted.map((score) => expect.closeTo(score, 9)));
});

test('around one group of rows it is less strange to lie in the line of an axis than to an Isolation Forest', () => {
  const rows = normalRows(4000, 2, 3);
  const circle = Float64Array.from({ length: 128 }, (_, i) => {
    const angle = (2 * Math.PI * Math.floor(i / 2)) / 64;
    return 4 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  const spread = (scores: Float64Array) => Math.max(...scores) - Math.min(...scores);
  const extended = spread(ExtendedIsolationForest.fit(rows, 2, USUAL, 1).score(circle, 64));
  const usual = spread(IsolationForest.fit(rows, 2, { seed: 1 }).score(circle, 64));
  expect(extended).toBeLessThan(usual / 2);
});

test('the unit of a feature changes nothing but the last digits', () => {
  const rows = normalRows(1000, 3, 1);
  const inOtherUnits = rows.map((value, at) => (at % 3 === 1 ? value * 1024 : value));
  const scores = ExtendedIsolationForest.fit(rows, 3, USUAL, 1).score(rows, 1000);
  const others = ExtendedIsolationForest.fit(inOtherUnits, 3, USUAL, 1).score(inOtherUnits, 1000);
  const off = scores.filter((score, i) => Math.abs(score - others[i]) > 1e-9);
  expect(off.length).toBeLessThan(20);
});

test('a feature that never varies has no part in any plane, and equal rows make trees of one leaf', () => {
  const rows = Float64Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 5 : i));
  const { forest } = ExtendedIsolationForest.fit(rows, 2, USUAL, 1);
  expect(new Set(forest.normals.filter((_, i) => i % 2 === 0))).toEqual(new Set([0]));

  const equal = ExtendedIsolationForest.fit(new Float64Array(300).fill(2.5), 3, USUAL, 1);
  expect(equal.forest.feature).toEqual(new Int32Array(100).fill(LEAF));
  expect([...equal.score(Float64Array.of(2.5, 9, -9), 1)]).toEqual([0.5]);
});

test('values as large and as small as there are make a forest that can be saved and read again', () => {
  const rows = normalRows(500, 3, 1).map((value, at) => value * [1e300, 1, 1e-300][at % 3]);
  const detector = ExtendedIsolationForest.fit(rows, 3, USUAL, 1);
  const read = ExtendedIsolationForest.decode(detector.encode());
  expect(read.score(rows, 500)).toEqual(detector.score(rows, 500));
  expect(detector.score(rows, 500).every(Number.isFinite)).toBe(true);
});

test('normals that are no numbers are refused', () => {
  const bytes = ExtendedIsolationForest.fit(normalRows(300, 2, 1), 2, USUAL, 1).encode();
  new DataView(bytes.buffer).setFloat32(bytes.length - 4, Number.NaN, true);
  expect(() => ExtendedIsolationForest.decode(bytes)).toThrow(/of the normals is NaN, wanted a finite one/);
});

test('draws are normal: mean 0, variance 1, and as seldom far out as they should be', () => {
  const random = seededRandom(2);
  const draws = Array.from({ length: 50_000 }, () => drawNormal(random));
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(draws.reduce((sum, draw) => sum + draw * draw, 0) / draws.length).toBeCloseTo(1, 1);
  const beyond = (limit: number) => draws.filter((draw) => Math.abs(draw) > limit).length / draws.length;
  expect(beyond(1)).toBeCloseTo(0.3173, 2);
  expect(beyond(2)).toBeCloseTo(0.0455, 2);
});
