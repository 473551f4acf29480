import { describe, expect, test } from 'vitest';
import { DISTANCES, severitySpread } from '../../bench/severity-spread.ts';
import { SEVERITIES } from '../../contracts/verdict.ts';
import { DETECTOR_KINDS } from '../../detectors/registry.ts';
import { trainModel } from '../../model/train-model.ts';
import { normalRows } from '../support/streams.ts';

const WIDTH = 4;
const features = ['a', 'b', 'c', 'd'];
/** Normal rows; of one in ten a value is out, by 3 standard deviations to 3,000. */
function judgedRows(count: number): Float64Array[] {
  const rows = normalRows(count, WIDTH, 2);
  return Array.from({ length: count }, (_, i) => {
    const row = rows.slice(i * WIDTH, (i + 1) * WIDTH);
    return i % 10 === 0 ? row.with((i / 10) % WIDTH, 3 * 10 ** (3 * (i / count))) : row;
  });
}

describe.each(DETECTOR_KINDS.map(({ kind }) => kind))('with %s', (detector) => {
  const model = trainModel(
    { features, rows: normalRows(2000, WIDTH, 1) },
    { detector, threshold: { kind: 'budget', share: 0.005 } },
  );
  const spread = severitySpread(model, judgedRows(1000), (row) => row % 10 === 0);

  test('anomalies come in every severity', () => {
    for (const severity of SEVERITIES) expect(spread.severities[severity]).toBeGreaterThan(0);
  });

  test('anomalies of growing distance get growing grades', () => {
    const { grades, moved, falling } = spread;
    expect(moved).toBe(100);
    // the other values move, too, and within the ranges of training a score may fall
    expect(falling).toBeLessThan(3);
    expect(grades).toHaveLength(DISTANCES.length);
    for (const [step, grade] of grades.slice(1).entries()) expect(grade).toBeGreaterThan(grades[step]);
  });
});
