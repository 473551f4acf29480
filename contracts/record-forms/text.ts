import { malformed } from '../result.ts';
import { decodeCsvLine, looksLikeNumbers } from './csv-line.ts';
import { parseJson } from './exact-json.ts';
import { excerpt } from './excerpt.ts';
import { decodeObjectParts } from './object-parts.ts';
import { decodePositional } from './positional.ts';
import { alone, inPlace, type TextContext, type TextPart } from './text-part.ts';

/**
 * The observations of one text: a JSON object or envelope, an array of them, a numeric array, a line of numbers, or several of
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
    value = parseJson(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value)
    ? decodeArray(value, text, context)
    : decodeObjectParts(value as object, context, decodeText);
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
  if (parts.every((part) => part.ok)) return parts;
  const texts = splitJsonArray(text);
  return parts.map((part, at) => inPlace(part, `[${places[at]}]`, texts[places[at]]));
}

function decodeElement(value: unknown, context: TextContext): TextPart[] {
  if (Array.isArray(value)) return alone(decodePositional(value, context), context);
  if (typeof value === 'object' && value !== null) return decodeObjectParts(value, context, decodeText);
  return alone(malformed('not_an_observation', '', `an observation must be an object, got ${excerpt(value)}`), context);
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
