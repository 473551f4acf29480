import type { FieldMapping } from '../mapping.ts';
import type { Observation } from '../observation.ts';
import type { Problem, Result } from '../result.ts';
import type { Allowance } from './allowance.ts';
import type { RecordContext } from './observation-parts.ts';

/**
 * What one piece of a record turned out to be. A piece that cannot be read keeps its own text; one that was read, and
 * has values that are no numbers, knows where its text is.
 */
export type TextPart = Result<Observation> & { readonly text?: string; readonly lateText?: () => string };

/** What decoders of text are told of the record. */
export interface TextContext extends RecordContext {
  readonly mapping?: FieldMapping;
  readonly allowance: Allowance;
  /** How many envelopes the text lies in. */
  readonly depth?: number;
}

/** A part that is an observation, or none, by itself; nothing when the allowance is used up. */
export function alone(part: TextPart, { allowance }: TextContext): TextPart[] {
  return allowance.takeObservations(1) ? [part] : [];
}

/**
 * A problem's path leads through the record, and its text is the piece's own.
 *
 * @param place empty for the record itself
 * @param text of the piece, or how to get it
 */
export function inPlace(part: TextPart, place: string, text: string | (() => string) | undefined): TextPart {
  const late = typeof text === 'function' ? text : () => text ?? '';
  if (part.ok) {
    return part.value.unread && text !== undefined ? { ...part, lateText: part.lateText ?? late } : part;
  }
  const problem = { ...part.problem, path: join(place, part.problem) };
  const own = part.text ?? (text === undefined ? undefined : late());
  return { ok: false, problem, ...(own !== undefined && { text: own }) };
}

function join(place: string, { path }: Problem): string {
  if (path === '' || place === '') return place || path;
  return path.startsWith('[') ? `${place}${path}` : `${place}.${path}`;
}

/**
 * The lines of a text that have anything on them, one by one: `split` would make ten million strings of ten million
 * line feeds.
 */
export function* nonBlankLines(text: string): Generator<string> {
  for (let from = 0, end = 0; from < text.length; from = end + 1) {
    const newline = text.indexOf('\n', from);
    end = newline < 0 ? text.length : newline;
    const line = text.slice(from, end);
    if (line.trim() !== '') yield line;
  }
}

/**
 * JSON of a value that stood in the text of a record, for a part that cannot be read: what is in no double, which JSON
 * has no word for, stays what cannot be read.
 */
export function rewritten(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'number' && !Number.isFinite(member) ? String(member) : member,
  );
}
