import { malformed } from '../result.ts';
import { csvCells, decodeCsvCells, looksLikeNumbers } from './csv-line.ts';
import { isHeaderAlone } from './csv-table.ts';
import { parseExactJson } from './exact-json.ts';
import { excerpt } from './excerpt.ts';
import { splitJsonArray } from './json-array.ts';
import { readJsonSequence } from './json-sequence.ts';
import { decodeObjectParts } from './object-parts.ts';
import { decodePositional } from './positional.ts';
import { decodeEachLine } from './text-lines.ts';
import { alone, inPlace, type TextContext, type TextPart } from './text-part.ts';
import { isJson, notJson, unreadable } from './unreadable.ts';

/**
 * The observations of one text: a JSON object or envelope, an array of them, a numeric array, a line of numbers,
 * several of these on a line each, JSON values one after the other, or a table of CSV with a header; none of a header
 * alone. When the allowance is used up it stops, and what it returns means nothing.
 */
export function decodeText(text: string, context: TextContext): TextPart[] {
  const trimmed = text.trim();
  if (trimmed === '') return alone(malformed('empty', '', 'the record is empty'), context);
  return (
    decodePiece(trimmed, context) ??
    decodeLines(trimmed, context) ??
    decodeSequence(trimmed, context) ??
    alone(unreadable(trimmed), context)
  );
}

/**
 * Undefined when no line means anything by itself: then the text is one thing, or one broken thing (a truncated
 * pretty-printed object), not many.
 *
 * @param text not one piece, and neither begins nor ends with white space
 */
function decodeLines(text: string, context: TextContext): TextPart[] | undefined {
  const newline = text.indexOf('\n');
  if (newline < 0) return !isJson(text) && isHeaderAlone(csvCells(text)) ? [] : undefined;
  const isSpread = isJson(text) && !parse(text.slice(0, newline));
  if (isSpread && spansLines(text, newline)) return undefined;
  const decodeJson = (line: string) =>
    isSpread && line[0] !== '{' ? undefined : (decodePiece(line, context) ?? decodeSequence(line, context));
  return decodeEachLine(text, context, decodeJson, !isSpread);
}

/** Whether all of it is values one after the other, or the first, or the list around it, goes on behind its line. */
function spansLines(text: string, newline: number): boolean {
  const { values, rest } = readJsonSequence(text, { salvage: true });
  const [first] = values;
  if (!rest) return true;
  return first !== undefined && (first.text.includes('\n') || text.slice(0, newline).trim() === '[');
}

/** Undefined when the text is neither JSON that can hold observations nor a line of numbers. */
function decodePiece(text: string, context: TextContext): TextPart[] | undefined {
  if (!isJson(text))
    return looksLikeNumbers(text) ? alone(decodeCsvCells(csvCells(text), context), context) : undefined;
  const value = parse(text);
  return value && decodeValue(value, text, context);
}

/** JSON values one after the other, or one with words that JSON does not have. Undefined when none is complete. */
function decodeSequence(text: string, context: TextContext): TextPart[] | undefined {
  if (!isJson(text)) return undefined;
  const { values, rest } = readJsonSequence(text, { salvage: true });
  if (values.length === 0) return undefined;
  const isOne = values.length === 1 && !rest;
  const decoded: TextPart[] = [];
  for (const [i, { json, text: piece }] of values.entries()) {
    const value = parse(json);
    const parts = value ? decodeValue(value, piece, context) : alone(unreadable(piece), context);
    for (const part of parts) decoded.push(isOne ? part : inPlace(part, `value ${i + 1}`, piece));
    if (context.allowance.excess) return decoded;
  }
  const broken = rest ? alone(notJson(rest.problem), context) : [];
  return [...decoded, ...broken.map((part) => inPlace(part, `value ${values.length + 1}`, rest!.text))];
}

/** @param text begins with `{` or `[` */
function parse(text: string): object | undefined {
  try {
    return parseExactJson(text) as object;
  } catch {
    return undefined;
  }
}

function decodeValue(value: object, text: string, context: TextContext): TextPart[] {
  return Array.isArray(value) ? decodeArray(value, text, context) : decodeObjectParts(value, context, decodeText);
}

function decodeArray(values: unknown[], text: string, context: TextContext): TextPart[] {
  if (values.length === 0) return alone(malformed('empty', '', 'the array is empty'), context);
  if (!values.some((value) => typeof value === 'object' && value !== null)) {
    return alone(decodePositional(values, context), context);
  }
  const parts: TextPart[] = [];
  const places: number[] = [];
  for (const [i, value] of values.entries()) {
    for (const part of decodeElement(value, context)) places[parts.push(part) - 1] = i;
    if (context.allowance.excess) return [];
  }
  if (parts.every((part) => part.ok && !part.value.unread)) return parts;
  let texts: readonly string[] | undefined;
  const textOf = (place: number) => {
    texts ??= splitJsonArray(text);
    return texts[place];
  };
  return parts.map((part, at) => inPlace(part, `[${places[at]}]`, () => textOf(places[at])));
}

function decodeElement(value: unknown, context: TextContext): TextPart[] {
  if (Array.isArray(value)) return alone(decodePositional(value, context), context);
  if (typeof value === 'object' && value !== null) return decodeObjectParts(value, context, decodeText);
  return alone(malformed('not_an_observation', '', `an observation must be an object, got ${excerpt(value)}`), context);
}
