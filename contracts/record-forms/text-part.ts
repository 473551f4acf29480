import type { FieldMapping } from '../mapping.ts';
import type { Observation } from '../observation.ts';
import type { Problem, Result } from '../result.ts';
import type { Allowance } from './allowance.ts';
import type { RecordContext } from './observation-parts.ts';

/** What one piece of a record turned out to be; a piece that cannot be read keeps its own text. */
export type TextPart = Result<Observation> & { readonly text?: string };

/** What decoders of text are told of the record. */
export interface TextContext extends RecordContext {
  readonly mapping?: FieldMapping;
  readonly allowance: Allowance;
}

/** A part that is an observation, or none, by itself; nothing when the allowance is used up. */
export function alone(part: TextPart, { allowance }: TextContext): TextPart[] {
  return allowance.takeObservations(1) ? [part] : [];
}

/** A problem's path leads through the record, and its text is the piece's own. */
export function inPlace(part: TextPart, place: string, text: string): TextPart {
  if (part.ok) return part;
  return { ok: false, problem: { ...part.problem, path: join(place, part.problem) }, text: part.text ?? text };
}

function join(place: string, { path }: Problem): string {
  if (path === '') return place;
  return path.startsWith('[') ? `${place}${path}` : `${place}.${path}`;
}

/** The lines of a text that have anything on them, one by one: `split` would make ten million strings of ten million line feeds. */
export function* nonBlankLines(text: string): Generator<string> {
  for (let from = 0, end = 0; from < text.length; from = end + 1) {
    const newline = text.indexOf('\n', from);
    end = newline < 0 ? text.length : newline;
    const line = text.slice(from, end);
    if (line.trim() !== '') yield line;
  }
}
