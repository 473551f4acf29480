import type { FieldMapping } from '../mapping.ts';
import type { Observation } from '../observation.ts';
import { malformed, type Problem, type Result } from '../result.ts';
import { excerpt } from './excerpt.ts';
import { splitJsonArray } from './json-array.ts';
import { decodeObject } from './json-object.ts';
import { decodeSource, type RecordContext } from './observation-parts.ts';
import { decodePositionalFeatures } from './values.ts';

/** What one piece of a record turned out to be; a piece that cannot be read keeps its own text. */
export type TextPart = Result<Observation> & { readonly text?: string };

/** An observation is some 20 bytes at the least: more than this many in one record is a mistake or an attack, and must not exhaust memory. */
export const MAX_OBSERVATIONS_PER_RECORD = 100_000;

/** The observations of one text: a JSON object, an array of them, a numeric array, a line of numbers, or several of these on a line each. */
export function decodeText(text: string, context: RecordContext, mapping?: FieldMapping): TextPart[] {
  const trimmed = text.trim();
  if (trimmed === '') return [malformed('empty', '', 'the record is empty')];
  const whole = decodePiece(trimmed, context, mapping);
  if (whole) return whole;
  const lines = trimmed.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > MAX_OBSERVATIONS_PER_RECORD) return [tooManyObservations(lines.length)];
  const pieces = lines.map((line) => ({ line, parts: decodePiece(line.trim(), context, mapping) }));
  // When no line means anything by itself, the text is one broken thing (a truncated pretty-printed object), not many.
  if (lines.length === 1 || pieces.every(({ parts }) => !parts)) return [unreadable(trimmed)];
  return pieces.flatMap(({ line, parts }, i) => inPlace(parts ?? [unreadable(line.trim())], `line ${i + 1}`, line));
}

/** Undefined when the text is neither JSON that can hold observations nor a line of numbers. */
function decodePiece(text: string, context: RecordContext, mapping?: FieldMapping): TextPart[] | undefined {
  if (text[0] !== '{' && text[0] !== '[') return looksLikeNumbers(text) ? [decodeCsvLine(text, context)] : undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value)
    ? decodeArray(value, text, context, mapping)
    : [decodeObject(value as object, context, mapping)];
}

function decodeArray(values: unknown[], text: string, context: RecordContext, mapping?: FieldMapping): TextPart[] {
  if (values.length === 0) return [malformed('empty', '', 'the array is empty')];
  if (!values.some((value) => typeof value === 'object' && value !== null)) return [positional(values, context)];
  if (values.length > MAX_OBSERVATIONS_PER_RECORD) return [tooManyObservations(values.length)];
  const parts = values.map((value) => decodeElement(value, context, mapping));
  if (parts.every((part) => part.ok)) return parts;
  const texts = splitJsonArray(text);
  return parts.flatMap((part, i) => inPlace([part], `[${i}]`, texts[i]!));
}

function decodeElement(value: unknown, context: RecordContext, mapping?: FieldMapping): Result<Observation> {
  if (Array.isArray(value)) return positional(value, context);
  if (typeof value === 'object' && value !== null) return decodeObject(value, context, mapping);
  return malformed('not_an_observation', '', `an observation must be an object, got ${excerpt(value)}`);
}

function positional(values: readonly unknown[], context: RecordContext): Result<Observation> {
  const source = decodeSource(undefined, 'source', context);
  if (!source.ok) return source;
  const features = decodePositionalFeatures(values, '');
  if (!features.ok) return features;
  return { ok: true, value: { source: source.value, timestampMs: context.arrivalMs, features: features.value } };
}

function decodeCsvLine(line: string, context: RecordContext): Result<Observation> {
  if (line.includes('\n')) throw new RangeError('decodeCsvLine takes one line');
  const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return positional(
    cells.map((cell) => (cell === '' ? null : cell)),
    context,
  );
}

/** One line, of which at least one cell is a number; the others are then worth naming one by one. */
function looksLikeNumbers(text: string): boolean {
  return !text.includes('\n') && /(^|,)\s*"?[+-]?\.?\d/.test(text);
}

/** A problem's path leads through the record, and its text is the piece's own. */
function inPlace(parts: readonly TextPart[], place: string, text: string): TextPart[] {
  return parts.map((part) =>
    part.ok
      ? part
      : { ok: false, problem: { ...part.problem, path: join(place, part.problem) }, text: part.text ?? text },
  );
}

function join(place: string, { path }: Problem): string {
  if (path === '') return place;
  return path.startsWith('[') ? `${place}${path}` : `${place}.${path}`;
}

function unreadable(text: string) {
  // What `{"` becomes: the aws CLI 1 and the SDKs encode by themselves.
  const hint = text.startsWith('eyJ') ? ', which is base64 of JSON: it was encoded twice' : '';
  return malformed('unreadable', '', `neither JSON nor a line of numbers: it starts with ${excerpt(text)}${hint}`);
}

export function tooManyObservations(count: number) {
  return malformed(
    'too_many_observations',
    '',
    `a record must hold at most ${MAX_OBSERVATIONS_PER_RECORD} observations, got ${count}`,
  );
}
