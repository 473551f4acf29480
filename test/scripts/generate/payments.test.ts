import { describe, expect, test } from 'vitest';
import type { NamedRow } from '../../../scripts/generate/generated-table.ts';
import { type PaymentsGeneration, paymentsTable } from '../../../scripts/generate/lifelike/payments.ts';

const MINUTE_MS = 60_000;
const rowsOf = (changes: Partial<PaymentsGeneration> = {}) => [
  ...paymentsTable({ rows: 20_000, seed: 3, ...changes }).rows,
];
const amountOf = ({ values }: NamedRow) => values[0]!;
const distanceOf = ({ values }: NamedRow) => values[1]!;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const inHours = (rows: readonly NamedRow[], from: number, to: number) =>
  rows.filter(({ timestampMs }) => {
    const hour = new Date(timestampMs).getUTCHours();
    return from <= hour && hour < to;
  }).length;

describe('generated payments', () => {
  const rows = rowsOf();
  const own = rows.filter(({ event }) => event === undefined);
  /** Payments of one card for one fraud. */
  const frauds = [
    ...Map.groupBy(
      rows.filter(({ event }) => event),
      ({ source, event }) => `${source} ${event}`,
    ).values(),
  ];

  test('are the same for the same seed, as many as asked for, in the order of time', () => {
    expect(rowsOf()).toEqual(rows);
    expect(rowsOf({ seed: 4 })[0]).not.toEqual(rows[0]);
    expect(rows).toHaveLength(20_000);
    expect(rows.every(({ timestampMs }, i) => i === 0 || timestampMs >= rows[i - 1].timestampMs)).toBe(true);
  });

  test('come at irregular times, far more by day than by night', () => {
    expect(inHours(own, 12, 20)).toBeGreaterThan(5 * inHours(own, 0, 8));
    const gaps = new Set(own.slice(1, 200).map(({ timestampMs }, i) => timestampMs - own[i].timestampMs));
    expect(gaps.size).toBeGreaterThan(190);
  });

  test('are of cards with amounts and distances of their own', () => {
    const cards = [...Map.groupBy(own, ({ source }) => source).values()].filter((card) => card.length > 20);
    expect(cards.length).toBeGreaterThan(150);
    const amounts = cards.map((card) => median(card.map(amountOf))).toSorted((a, b) => a - b);
    expect(amounts.at(-10)! / amounts[10]).toBeGreaterThan(3);
  });

  test('are misused after the first quarter: many small ones within minutes, or a few large ones far away', () => {
    expect(frauds.length).toBeGreaterThan(20);
    expect(rows.findIndex(({ label }) => label)).toBeGreaterThanOrEqual(5000);
    expect(rows.every(({ label, event }) => label === (event !== undefined))).toBe(true);
    for (const fraud of frauds.filter(([{ event }]) => event === 'testing')) {
      expect(Math.max(...fraud.map(amountOf))).toBeLessThanOrEqual(2);
      const lastMs = fraud.at(-1)!.timestampMs;
      expect(fraud.filter(({ timestampMs }) => timestampMs > lastMs - 10 * MINUTE_MS).length).toBeGreaterThanOrEqual(8);
    }
    for (const fraud of frauds.filter(([{ event }]) => event === 'theft')) {
      const usual = own.filter(({ source }) => source === fraud[0].source);
      expect(Math.min(...fraud.map(amountOf))).toBeGreaterThan(2 * median(usual.map(amountOf)));
      expect(Math.min(...fraud.map(distanceOf))).toBeGreaterThan(700);
    }
  });

  test("leave the cards' own payments as they are", () => {
    const without = rowsOf({ events: 0 });
    expect(without.filter(({ label }) => label)).toEqual([]);
    expect(own).toEqual(without.slice(0, own.length));
  });
});
