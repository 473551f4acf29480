import { encodeObservation, type Observation } from '../observation.ts';
import { malformed, ok, type Result } from '../result.ts';
import { decodeSource } from './observation-parts.ts';
import { decodeText } from './text.ts';
import { alone, nonBlankLines, type TextContext, type TextPart } from './text-part.ts';

/**
 * What a line of such a record does to what is known of a source, at its place in the stream: `forget` lets its past
 * begin anew; `learn` teaches it an observation of before. Neither is judged, counted or told.
 */
export type StateChange = 'forget' | 'learn';

/** Ours alone, so that whether a record is one can be told from its first bytes. */
const KEY = 'weir:state';
const START = new TextEncoder().encode(`{"${KEY}":"`);

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** One line: `{"weir:state":"forget","source":"pump"}`. The source is known in the shards that the record reaches. */
export function encodeForget(source: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ [KEY]: 'forget' satisfies StateChange, source }));
}

/**
 * A line for each observation, in their order: the full form with `"weir:state":"learn"` in front.
 *
 * @param observations at least one
 */
export function encodeLearn(observations: readonly Observation[]): Uint8Array {
  const begin = `{"${KEY}":"${'learn' satisfies StateChange}",`;
  const decoder = new TextDecoder();
  const lines = observations.map((one) => begin + decoder.decode(encodeObservation(one)).slice(1));
  return new TextEncoder().encode(lines.join('\n'));
}

/** Says from the first bytes whether a record changes what is known of sources. */
export function isStateRecord(bytes: Uint8Array): boolean {
  return START.every((byte, i) => bytes[i] === byte);
}

/** A line, read: whose past it changes, or what it teaches. */
export type StatePart = TextPart & { readonly stateOnly?: StateChange };

/** The lines of a record that {@link isStateRecord}. A mapping says nothing about them: they are our own form. */
export function decodeStateRecord(bytes: Uint8Array, context: TextContext): StatePart[] {
  let text: string;
  try {
    text = UTF_8.decode(bytes);
  } catch {
    return alone(malformed('bad_state_line', '', 'the record changes the state of sources and is not UTF-8'), context);
  }
  const parts: StatePart[] = [];
  for (const line of nonBlankLines(text)) {
    for (const part of decodeLine(line, { ...context, mapping: undefined }))
      parts.push(part.ok ? part : withText(part, line));
    if (context.allowance.excess) break;
  }
  return parts;
}

function decodeLine(line: string, context: TextContext): StatePart[] {
  const value = parse(line);
  const change = value?.[KEY];
  if (change === 'forget') {
    const part = forgetting(value?.source, context);
    return alone(part, context).map((one) => ({ ...one, stateOnly: change }));
  }
  if (change === 'learn') return decodeText(line, context).map((one) => ({ ...one, stateOnly: change }));
  const got = value ? `got ${JSON.stringify(change)}` : 'got no JSON';
  return alone(malformed('bad_state_line', KEY, `${KEY} must be forget or learn, ${got}`), context);
}

function forgetting(source: unknown, context: TextContext): Result<Observation> {
  if (source === undefined) return malformed('bad_state_line', 'source', 'a line that forgets must name its source');
  const name = decodeSource(source, 'source', context);
  return name.ok ? ok({ source: name.value, timestampMs: context.arrivalMs, features: {} }) : name;
}

function withText(part: StatePart, text: string): StatePart {
  return { ...part, text };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
