import { describe, expect, test } from 'vitest';
import type { NamedRow } from '../../../scripts/generate/generated-table.ts';
import type { EventKind, SeriesEvent } from '../../../scripts/generate/lifelike/events.ts';
import { SERIES_KINDS, SERIES_SPECS, type SeriesKind } from '../../../scripts/generate/lifelike/series-kinds.ts';
import { type SeriesGeneration, START_MS, seriesTable } from '../../../scripts/generate/lifelike/series-rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const rowsOf = (kind: SeriesKind, changes: Partial<SeriesGeneration> = {}) => [
  ...seriesTable({ kind, rows: 12_000, seed: 1, ...changes }).rows,
];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const present = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);
const valuesAt = (rows: readonly NamedRow[], field: number, wanted: (row: NamedRow) => boolean = () => true) =>
  present(rows.filter(wanted).map(({ values }) => values[field]));
const hourOf = ({ timestampMs }: NamedRow) => Math.floor((timestampMs % DAY_MS) / HOUR_MS);
const isWeekend = ({ timestampMs }: NamedRow) => [0, 6].includes(new Date(timestampMs).getUTCDay());

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
  const variance = (values: readonly number[], middle: number) => mean(values.map((value) => (value - middle) ** 2));
  return covariance / Math.sqrt(variance(a, meanA) * variance(b, meanB));
}

/** How much a field of the first source is like itself so many hours later. */
function likeness(kind: SeriesKind, field: number, hours: number): number {
  const spec = SERIES_SPECS[kind];
  const all = rowsOf(kind, { sources: 1, events: 0, rows: 3000 }).map(({ values }) => values[field] ?? 0);
  const lag = (hours * HOUR_MS) / spec.intervalMs;
  return correlation(all.slice(0, -lag), all.slice(lag));
}

describe.each(SERIES_KINDS)('generated rows of kind %s', (kind) => {
  const spec = SERIES_SPECS[kind];
  const rows = rowsOf(kind);

  test('are the same for the same seed and others for another', () => {
    expect(rowsOf(kind)).toEqual(rows);
    expect(rowsOf(kind, { seed: 2 })[0].values).not.toEqual(rows[0].values);
  });

  test('are as many as asked for, in the order of time, each source at its interval', () => {
    expect(rows).toHaveLength(12_000);
    expect(rows.every(({ timestampMs }, i) => i === 0 || timestampMs > rows[i - 1].timestampMs)).toBe(true);
    expect(new Set(rows.map(({ source }) => source)).size).toBe(spec.sources);
    const own = rowsOf(kind, { events: 0, intervalMs: 60_000 }).filter(({ source }) => source === rows[0].source);
    expect(new Set(own.slice(1).map(({ timestampMs }, i) => timestampMs - own[i].timestampMs))).toEqual(
      new Set([60_000]),
    );
  });

  test('have a day: alike after 24 hours, and not after 12', () => {
    for (const field of [0, 1]) {
      expect(likeness(kind, field, 24)).toBeGreaterThan(0.5);
      expect(likeness(kind, field, 12)).toBeLessThan(0);
    }
  });

  test('have a week: at noon a weekend is as much busier or quieter as is said', () => {
    const noon = rowsOf(kind, { events: 0, rows: 20_000 }).filter((row) => hourOf(row) === 12);
    const [away, atWork] = [valuesAt(noon, 0, isWeekend), valuesAt(noon, 0, (row) => !isWeekend(row))].map(mean);
    const night = mean(valuesAt(rows, 0, (row) => (hourOf(row) + 12 - spec.rhythm.peakHour) % 24 === 0));
    expect((away - night) / (atWork - night)).toBeCloseTo(spec.rhythm.weekend, 0.5);
  });

  test('have sources with levels of their own', () => {
    const sources = [...new Set(rows.map(({ source }) => source))];
    for (const field of spec.fields.keys()) {
      const own = sources.map((source) => valuesAt(rows, field, (row) => row.source === source && !row.event));
      const levels = own.map((values) => mean(values.toSorted((a, b) => a - b).slice(0, values.length / 4)));
      expect(Math.max(...levels)).toBeGreaterThan(1.1 * Math.min(...levels));
    }
  });

  test('have each event of their kind, none in the first quarter, and a label where it is an anomaly', () => {
    const found = new Set(rows.flatMap(({ event }) => event ?? []));
    expect(found).toEqual(new Set(spec.events.filter((event) => event !== 'gap')));
    expect(rows.slice(0, 3000).filter(({ event }) => event !== undefined)).toEqual([]);
    const labelled = new Set(rows.filter(({ label }) => label).map(({ event }) => event));
    expect(labelled).toEqual(new Set([...found].filter((event) => event !== 'maintenance')));
    const share = mean(rows.map(({ label }) => Number(label)));
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.1);
  });

  test('keep their clean values whatever happens', () => {
    const clean = new Map(rowsOf(kind, { events: 0 }).map((row) => [row.timestampMs, row.values]));
    for (const { timestampMs, values, changes } of rows.slice(0, 11_000)) {
      const restored = [...values];
      for (const change of changes) restored[change.featureIndex] = change.clean;
      expect(restored).toEqual(clean.get(timestampMs));
    }
  });

  test('miss a value here and there', () => {
    const missing = rows.flatMap(({ values }) => values).filter((value) => value === undefined).length;
    expect(missing / (rows.length * spec.fields.length)).toBeCloseTo(0.002, 3);
  });
});

describe('an event', () => {
  const at = (kind: EventKind, hours: number, size = 0): SeriesEvent => ({
    kind,
    sourceIndex: 1,
    fromMs: START_MS + 30 * HOUR_MS,
    toMs: START_MS + (30 + hours) * HOUR_MS,
    fieldIndex: 1,
    size,
  });
  const during = (event: SeriesEvent) => rowsOf('machines', { rows: 3000, events: [event] }).filter((row) => row.event);
  const added = ({ values, changes }: NamedRow) =>
    changes.map(({ clean, featureIndex }) => values[featureIndex]! - clean);

  test('happens to its source for as long as it says, and to no other', () => {
    const rows = during(at('shift', 2, 1));
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['press-2']));
    expect(rows).toHaveLength(24);
    expect(rows[0].timestampMs).toBeGreaterThanOrEqual(START_MS + 30 * HOUR_MS);
  });

  test('of a shift adds the same to every value of one field', () => {
    const changes = during(at('shift', 2, 1)).map(added);
    expect(changes.every((change) => change.length === 1)).toBe(true);
    expect(changes.flat().every((change) => Math.abs(change - changes[0][0]) < 0.002 && change > 1)).toBe(true);
  });

  test('of a drift adds more and more', () => {
    const changes = during(at('drift', 2, 1)).flatMap(added);
    expect(changes.every((change, i) => i === 0 || change > changes[i - 1])).toBe(true);
    expect(changes.at(-1)! / changes[11]).toBeCloseTo(23 / 11, 0);
  });

  test('of a stuck sensor is the first value again and again, beside others that go on', () => {
    const rows = during(at('stuck', 3));
    expect(new Set(valuesAt(rows, 1)).size).toBe(1);
    expect(new Set(valuesAt(rows, 0)).size).toBeGreaterThan(20);
  });

  test.each([
    ['outage', true],
    ['maintenance', false],
  ] as const)('of %s turns the whole source off', (kind, label) => {
    const rows = during(at(kind, 1 / 3));
    expect(rows).toHaveLength(4);
    expect(rows.map((row) => row.label)).toEqual([label, label, label, label]);
    expect(rows.map(({ values }) => values.slice(1))).toEqual(rows.map(() => [0.05, 0, 0]));
  });

  test('of a gap leaves rows out, and of an empty reading its values', () => {
    const whole = rowsOf('machines', { rows: 3000, events: [] });
    const gap = rowsOf('machines', { rows: 3000, events: [at('gap', 1)] });
    const times = new Set(gap.map(({ timestampMs }) => timestampMs));
    const gone = whole.filter(({ timestampMs }) => !times.has(timestampMs));
    expect(gone.map(({ source }) => source)).toEqual(new Array(12).fill('press-2'));
    const [empty] = during(at('empty', 1 / 12));
    expect(empty).toMatchObject({ label: false, values: [undefined, undefined, undefined, undefined], changes: [] });
  });
});
