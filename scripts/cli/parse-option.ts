import { InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';
import { readDuration } from '../../contracts/duration.ts';
import { type FieldMapping, mappingSchema } from '../../contracts/mapping.ts';
import { csvCells } from '../../contracts/record-forms/csv-line.ts';

/** Parsers of option values: each gives the value, or refuses with what was wanted. */

/**
 * Parses a whole number from 1.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('wanted a whole number above 0');
}

/**
 * Parses a whole number from 0.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('wanted a whole number, 0 or above');
}

/**
 * Parses a number above 0.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('wanted a number above 0');
}

/**
 * Parses any number.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('wanted a number');
}

/**
 * Parses names between commas; spaces around them do not count, and a name with a comma stands in double quotes.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function names(text: string): readonly string[] {
  const list = csvCells(text.replaceAll('\n', ' '));
  if (list.every((name) => name !== '')) return list;
  throw new InvalidArgumentError('wanted names separated by commas');
}

/** `name=value`, as it was given: the CDK says nothing about a setting without a value, and leaves it out. */
export function contextSetting(text: string): string {
  if (/^\w+=/.test(text)) return text;
  throw new InvalidArgumentError('wanted a setting like cooldownSeconds=600');
}

/**
 * `500ms`, `90s`, `10m`, `1h`, `2d` in milliseconds: the form of every option that is a time. Where its name has a unit
 * (`--minutes`), it is a number.
 *
 * @throws InvalidArgumentError, which commander shows with the option's name
 */
export function durationMs(text: string): number {
  const ms = readDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('wanted a time like 500ms, 90s, 10m, 1h or 2d');
  return ms;
}

/** A time like {@link durationMs}; a number without a unit is milliseconds. @throws InvalidArgumentError */
export function durationOrMs(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : durationMs(text);
}

/** The setting `mapping` as JSON. */
export function fieldMapping(text: string): FieldMapping {
  const { data, error } = z.safeParse(mappingSchema, fromJson(text));
  if (data) return data;
  const { path, message } = error.issues[0];
  throw new InvalidArgumentError(`${path.join('.')} ${message}`.trim());
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
