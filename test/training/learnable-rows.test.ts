import { expect, test } from 'vitest';
import type { SampledRow } from '../../contracts/row-sample.ts';
import { learnableRows, leftOutWords } from '../../training/learnable-rows.ts';
import { sampledRows } from '../support/training/sampled-rows.ts';

const HOUR_MS = 3_600_000;
const flags = ({ anomalous }: SampledRow) => anomalous === true;
const NOTHING = { incidents: [], exclude: [], isInMaintenance: () => false, flags };
const modelVersion = 'abcdefabcdef';

/** One machine of four, from the third to the fifth hour. */
const incident = { source: 'machine-1', fromMs: 2 * HOUR_MS, toMs: 4 * HOUR_MS };

function tenHours(isAnomalous: (i: number, source: string) => boolean) {
  return sampledRows({
    count: 600,
    change: (row, i) => ({ ...row, modelVersion, ...(isAnomalous(i, row.source) && { anomalous: true as const }) }),
  });
}

test('rows of an incident are not learned, those of other sources at the time are', () => {
  const rows = tenHours((i, source) => source === 'machine-1' && i >= 120 && i <= 240);
  const { rows: kept, leftOut, strangeShare } = learnableRows(rows, { ...NOTHING, incidents: [incident] });
  expect(leftOut).toEqual({ excluded: 0, inIncidents: 40, byPast: 0 });
  // the stretches at its ends, too
  expect(kept.filter(({ source }) => source === 'machine-1')).toHaveLength(110);
  expect(kept.filter(({ source }) => source === 'machine-2')).toHaveLength(150);
  expect(strangeShare).toBeCloseTo(30 / 600, 12);
});

test('an incident during which few rows were anomalous is learned: so a stream looks that left its model behind', () => {
  const rows = tenHours((i, source) => source === 'machine-1' && i >= 120 && i <= 240 && i % 28 === 1);
  expect(learnableRows(rows, { ...NOTHING, incidents: [incident] }).rows).toHaveLength(600);
});

test('a range that a person excluded is not learned, whatever the source, and counts nowhere', () => {
  const rows = tenHours((i) => i < 60);
  const { leftOut, strangeShare } = learnableRows(rows, { ...NOTHING, exclude: [{ fromMs: 0, toMs: HOUR_MS - 1 }] });
  expect(leftOut).toEqual({ excluded: 60, inIncidents: 0, byPast: 0 });
  expect(strangeShare).toBe(0);
});

test('what a source does under maintenance is not learned, others at the time are', () => {
  const isInMaintenance = (source: string, atMs: number) => source === 'machine-1' && atMs < HOUR_MS;
  const { rows, leftOut } = learnableRows(
    tenHours(() => false),
    { ...NOTHING, isInMaintenance },
  );
  expect(leftOut).toEqual({ excluded: 15, inIncidents: 0, byPast: 0 });
  expect(rows.filter(({ source }) => source === 'machine-2')).toHaveLength(150);
});

test('a row is in a range by its own time, and by its arrival where its clock is ahead', () => {
  const exclude = [{ fromMs: HOUR_MS, toMs: 2 * HOUR_MS }];
  const [row] = sampledRows({ count: 1, fromMs: 5 * HOUR_MS });
  const left = (timestampMs: number, arrivalMs: number) =>
    learnableRows([{ ...row, timestampMs, arrivalMs }], { ...NOTHING, exclude }).leftOut.excluded;
  expect(left(1.5 * HOUR_MS, 5 * HOUR_MS)).toBe(1);
  expect(left(5 * HOUR_MS, 1.5 * HOUR_MS)).toBe(1);
  expect(left(5 * HOUR_MS, 5 * HOUR_MS)).toBe(0);
});

test('what was strange for its own source is never learned, what the model alone flagged now and then is', () => {
  const rows = sampledRows({
    count: 100,
    change: (row, i) => ({
      ...row,
      modelVersion,
      ...(i < 10 && { anomalous: true as const }),
      ...(i < 4 && { lanes: { stream: 3, step: 0 } }),
    }),
  });
  expect(learnableRows(rows, NOTHING).leftOut.byPast).toBe(4);
  const byPastAlone = rows.map((row) => ({ ...row, modelVersion: 'none' }));
  expect(learnableRows(byPastAlone, NOTHING).leftOut.byPast).toBe(10);
});

test('where no incident is known any more, twenty rows in a row tell that something goes on', () => {
  const rows = tenHours((i, source) => source === 'machine-1' && i >= 120);
  const { rows: kept, leftOut } = learnableRows(rows, NOTHING);
  expect(leftOut.inIncidents).toBe(130);
  expect(kept.filter(({ source }) => source === 'machine-1').every(({ anomalous }) => !anomalous)).toBe(true);
  expect(kept.filter(({ source }) => source === 'machine-2')).toHaveLength(150);
});

test('an anomaly alone is no incident', () => {
  const rows = tenHours((i, source) => source === 'machine-1' && i === 121);
  const atMs = rows[121].arrivalMs;
  const incidents = [{ source: 'machine-1', fromMs: atMs, toMs: atMs }];
  expect(learnableRows(rows, { ...NOTHING, incidents }).rows).toHaveLength(600);
});

test('it is said what was left out', () => {
  expect(leftOutWords({ excluded: 0, inIncidents: 0, byPast: 0 })).toBeUndefined();
  expect(leftOutWords({ excluded: 3, inIncidents: 1200, byPast: 1 })).toBe(
    '3 excluded, 1,200 in incidents, 1 strange for their source',
  );
});
