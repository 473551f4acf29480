import { type Fields, readScalar } from './scalar.ts';

/** One value of many lines, in the order in which they were written. */
export type Aggregate = (lines: readonly Fields[]) => unknown;

const OVER_NUMBERS: Readonly<Record<string, (numbers: readonly number[]) => number | undefined>> = {
  sum: (numbers) => numbers.reduce((sum, one) => sum + one, 0),
  max: (numbers) => (numbers.length === 0 ? undefined : Math.max(...numbers)),
  min: (numbers) => (numbers.length === 0 ? undefined : Math.min(...numbers)),
  avg: (numbers) => (numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0) / numbers.length),
};

/** Reads `count(*)`, `latest(field)`, `sum(...)` and their like. @throws RangeError for another function */
export function readAggregate(text: string): Aggregate {
  if (text === 'count(*)') return (lines) => lines.length;
  const [, name = '', argument = ''] = /^(\w+)\((.+)\)$/s.exec(text) ?? [];
  const over = OVER_NUMBERS[name];
  if (over === undefined && name !== 'latest') throw new RangeError(`the local Logs Insights does not know ${text}`);
  const value = readScalar(argument);
  if (over === undefined) return (lines) => lines.map(value).findLast((one) => one !== undefined);
  return (lines) => over(lines.flatMap((line) => toNumber(value(line))));
}

function toNumber(value: unknown): number[] {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? [number] : [];
}
