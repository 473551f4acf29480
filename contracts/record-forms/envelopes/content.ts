import type { Result } from '../../result.ts';
import { toFeatureValue } from '../number.ts';

/** One thing that an envelope holds, with what the envelope says of it where it does not say it itself. */
export interface EnvelopeContent {
  /** Where it stands in the envelope: `detail`, `logEvents[3].message`. */
  readonly path: string;
  /** An object in the flat or the full form, read as it is; or a text in any form, which may be an envelope again. */
  readonly value: object | string;
  readonly source?: string;
  readonly timestamp?: unknown;
  readonly id?: unknown;
  /** Where a mapping finds what must be no feature and was therefore left out of `value`. */
  readonly aside?: object;
  /** Nothing else is in the envelope. */
  readonly isOnly?: boolean;
  /** Writes an envelope that holds nothing but a piece of a text that is its content. */
  readonly seal?: (piece: string) => string;
}

/** What an envelope holds, in order, each made when it is asked for: one record may hold very many. */
export interface Contents {
  readonly count: number;
  readonly at: (index: number) => EnvelopeContent;
}

/** What a known envelope comes to: its contents, none of a message that holds no observation, or why it is not read. */
export type Envelope = Result<Contents>;

/** A JSON object whose members may be anything. */
export type Members = Readonly<Record<string, unknown>>;

/** Opens an envelope of its own kind; undefined for any other object. */
export type Family = (object: Members) => Envelope | undefined;

/** Says whether a value is a JSON object. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says whether an object has a number, as the flat form reads it, under another name than these. */
export function hasNumberBeside(object: Members, names: readonly string[]): boolean {
  return Object.keys(object).some((name) => !names.includes(name) && typeof toFeatureValue(object[name]) === 'number');
}

/** An envelope with one content. */
export function holding(content: EnvelopeContent): Envelope {
  return { ok: true, value: { count: 1, at: () => ({ ...content, isOnly: true }) } };
}

/** An envelope that holds no observation: it is passed over. */
export const HOLDS_NOTHING: Envelope = {
  ok: true,
  value: {
    count: 0,
    at: () => {
      throw new RangeError('it holds nothing');
    },
  },
};

/** Longer than a source or an id may be, so that one that is too long stays too long. */
const MAX_KEPT = 300;

/** Writes an envelope anew with these members of it, long texts cut, and a text in place of what it held. */
export function sealed(envelope: Members, kept: readonly string[], key: string, text: string): string {
  const members = kept.filter((name) => Object.hasOwn(envelope, name)).map((name) => [name, cut(envelope[name])]);
  return JSON.stringify({ ...Object.fromEntries(members), [key]: text });
}

/** A scalar as it is, a long text cut; undefined for what is nested. */
export function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_KEPT);
  return typeof value === 'object' ? undefined : value;
}
