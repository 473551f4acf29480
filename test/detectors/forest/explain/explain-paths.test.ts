import { expect, test } from 'vitest';
import { pathExplainer } from '../../../../detectors/forest/explain/explain-paths.ts';
import { gaussRadau } from '../../../../detectors/forest/explain/gauss-radau.ts';
import { LEAF } from '../../../../detectors/forest/forest.ts';
import { meanPathTotal, type ScoringForest, scoringForest } from '../../../../detectors/forest/scoring-forest.ts';
import { IsolationForest } from '../../../../detectors/isolation-forest/isolation-forest.ts';
import { normalRows } from '../../../support/streams.ts';

/** The value of a coalition (bit f: feature f is known), straight from the definition. */
function coalitionValue(forest: ScoringForest, row: Float64Array, coalition: number): number {
  const { roots, feature, threshold, right, size, pathLength } = forest;
  const valueFrom = (node: number): number => {
    const f = feature[node];
    if (f === LEAF) return pathLength[node];
    const [leftChild, rightChild] = [node + 1, right[node]];
    if (coalition & (1 << f)) return valueFrom(Math.fround(row[f]) <= threshold[node] ? leftChild : rightChild);
    return (size[leftChild] * valueFrom(leftChild) + size[rightChild] * valueFrom(rightChild)) / size[node];
  };
  return [...roots.slice(0, -1)].reduce((sum, root) => sum + valueFrom(root), 0);
}

/** Shapley values as the mean marginal value over all coalitions, by size. */
function bruteForce(forest: ScoringForest, row: Float64Array): number[] {
  const d = forest.featureCount;
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const values = Array.from({ length: 2 ** d }, (_, coalition) => coalitionValue(forest, row, coalition));
  return Array.from({ length: d }, (_, f) => {
    let sum = 0;
    for (let coalition = 0; coalition < 2 ** d; coalition++) {
      if (coalition & (1 << f)) continue;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(d - size - 1)) / factorial(d);
      sum += weight * (values[coalition | (1 << f)] - values[coalition]);
    }
    return sum;
  });
}

test('shapley values are those of all coalitions taken one by one', () => {
  for (const [d, samples, bootstrap] of [
    [1, 64, false],
    [2, 256, false],
    [5, 256, true],
    [9, 512, false],
  ] as const) {
    const rows = normalRows(1000, d, d);
    const detector = IsolationForest.fit(rows, d, { trees: 5, samples, bootstrap, seed: d });
    const forest = scoringForest(detector.forest);
    const explain = pathExplainer(forest);
    const far = Float64Array.from({ length: d }, (_, f) => (f === 0 ? 9 : 0.1));
    const missing = rows.slice(2 * d, 3 * d).fill(Number.NaN, 0, 1);
    for (const row of [rows.slice(0, d), rows.slice(d, 2 * d), far, missing]) {
      const out = new Float64Array(d);
      explain(row, out);
      expect([...out]).toEqual(bruteForce(forest, row).map((value) => expect.closeTo(value, 10)));
    }
    const nothingKnown = coalitionValue(forest, far, 0);
    expect(meanPathTotal(forest)).toBeCloseTo(nothingKnown, 10);
  }
});

test('a row is explained with the same bits whatever was explained before it', () => {
  const rows = normalRows(1000, 4, 4);
  const explain = pathExplainer(scoringForest(IsolationForest.fit(rows, 4, { trees: 20 }).forest));
  const explained = (row: Float64Array) => {
    const out = new Float64Array(4);
    explain(row, out);
    return out;
  };
  const first = explained(rows.slice(0, 4));
  expect(explained(Float64Array.of(9, Number.NaN, -9, 0))).not.toEqual(first);
  expect(explained(rows.slice(0, 4))).toEqual(first);
});

test('quadrature begins at 0, and is exact for polynomials up to twice its points less two, and no further', () => {
  for (let count = 1; count <= 10; count++) {
    const { nodes, weights } = gaussRadau(count);
    expect(nodes[0]).toBe(0);
    const integral = (degree: number) => nodes.reduce((sum, node, i) => sum + weights[i] * node ** degree, 0);
    for (let degree = 0; degree < 2 * count - 1; degree++) expect(integral(degree)).toBeCloseTo(1 / (degree + 1), 14);
    expect(Math.abs(integral(2 * count - 1) - 1 / (2 * count))).toBeGreaterThan(1e-14);
  }
});

test('the feature that makes a row strange contributes most, and what makes it usual contributes less than nothing', () => {
  const detector = IsolationForest.fit(normalRows(5000, 3, 1), 3);
  const [usual, strange] = detector.contributions(Float64Array.of(0, 8, 0));
  expect(strange).toBeGreaterThan(0.1);
  expect(usual).toBeLessThan(0);
});
