import type { FieldMapping } from '../mapping.ts';
import type { Observation } from '../observation.ts';
import { malformed, type Problem, type Result } from '../result.ts';
import type { Allowance } from './allowance.ts';
import { decodeCsvLine, looksLikeNumbers } from './csv-line.ts';
import { excerpt } from './excerpt.ts';
import { decodeObject } from './json-object.ts';
import type { RecordContext } from './observation-parts.ts';
import { decodePositional } from './positional.ts';

/** What one piece of a record turned out to be; a piece that cannot be read keeps its own text. */
export type TextPart = Result<Observation> & { readonly text?: string };

export interface TextContext extends RecordContext {
  readonly mapping?: FieldMapping;
  readonly allowance: Allowance;
}

/**
 * The observations of one text: a JSON object, an array of them, a numeric array, a line of numbers, or several of
 * these on a line each. When the allowance is used up it stops, and what it returns means nothing.
 */
export function decodeText(text: string, context: TextContext): TextPart[] {
  const trimmed = text.trim();
  if (trimmed === '') return alone(malformed('empty', '', 'the record is empty'), context);
  return decodePiece(trimmed, context) ?? decodeLines(trimmed, context);
}

/** @param text not one piece, and neither begins nor ends with white space */
function decodeLines(text: string, context: TextContext): TextPart[] {
  const decoded: TextPart[] = [];
  let readable = false;
  let number = 0;
  for (const line of text.includes('\n') ? nonBlankLines(text) : []) {
    const piece = line.trim();
    const parts = decodePiece(piece, context);
    readable ||= parts !== undefined;
    number++;
    for (const part of parts ?? alone(unreadable(piece), context)) decoded.push(inPlace(part, `line ${number}`, line));
    if (context.allowance.excess) return decoded;
  }
  // When no line means anything by itself, the text is one broken thing (a truncated pretty-printed object), not many.
  return readable ? decoded : alone(unreadable(text), context);
}

/** One by one: `split` would make ten million strings of ten million line feeds. */
function* nonBlankLines(text: string): Generator<string> {
  for (let from = 0, end = 0; from < text.length; from = end + 1) {
    const newline = text.indexOf('\n', from);
    end = newline < 0 ? text.length : newline;
    const line = text.slice(from, end);
    if (line.trim() !== '') yield line;
  }
}

/** Undefined when the text is neither JSON that can hold observations nor a line of numbers. */
function decodePiece(text: string, context: TextContext): TextPart[] | undefined {
  if (text[0] !== '{' && text[0] !== '[') {
    return looksLikeNumbers(text) ? alone(decodeCsvLine(text, context), context) : undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value)
    ? decodeArray(value, text, context)
    : alone(decodeObject(value as object, context, context.mapping), context);
}

function decodeArray(values: unknown[], text: string, context: TextContext): TextPart[] {
  if (values.length === 0) return alone(malformed('empty', '', 'the array is empty'), context);
  if (!values.some((value) => typeof value === 'object' && value !== null)) {
    return alone(decodePositional(values, context), context);
  }
  if (!context.allowance.takeObservations(values.length)) return [];
  const parts = values.map((value) => decodeElement(value, context));
  if (parts.every((part) => part.ok)) return parts;
  const texts = splitJsonArray(text);
  return parts.map((part, i) => inPlace(part, `[${i}]`, texts[i]));
}

function decodeElement(value: unknown, context: TextContext): Result<Observation> {
  if (Array.isArray(value)) return decodePositional(value, context);
  if (typeof value === 'object' && value !== null) return decodeObject(value, context, context.mapping);
  return malformed('not_an_observation', '', `an observation must be an object, got ${excerpt(value)}`);
}

/** A part that is an observation, or none, by itself; nothing when the allowance is used up. */
export function alone(part: TextPart, { allowance }: TextContext): TextPart[] {
  return allowance.takeObservations(1) ? [part] : [];
}

/** A problem's path leads through the record, and its text is the piece's own. */
function inPlace(part: TextPart, place: string, text: string): TextPart {
  if (part.ok) return part;
  return { ok: false, problem: { ...part.problem, path: join(place, part.problem) }, text: part.text ?? text };
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

/**
 * The texts of the elements of a JSON array, as they were written: `JSON.parse` forgets what 1e999 or a duplicate key
 * looked like, and what goes to quarantine goes whole.
 *
 * @param text valid JSON, an array
 */
function splitJsonArray(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let inString = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) {
      inString = true;
    } else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (depth++ === 0) from = at + 1;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      if (--depth === 0) elements.push(text.slice(from, at).trim());
    } else if (code === COMMA && depth === 1) {
      elements.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return elements;
}

const [QUOTE, COMMA, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = Array.from('",\\[]{}', (char) =>
  char.charCodeAt(0),
);
