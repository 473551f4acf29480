import { CANARY_SOURCE, isCanaryNonce } from '../canary.ts';
import type { NamedFeatures, Observation } from '../observation.ts';
import { malformed, ok, type Result } from '../result.ts';
import type { RecordContext } from './observation-parts.ts';

/** What a record says that is a canary. */
export interface Canary {
  /** What the function that put it wrote into the table. */
  readonly nonce: string;
  /** Identity of the model that must flag it; absent where none does. */
  readonly model?: string | undefined;
}

/** Ours alone, so that whether a record is one can be told from its first bytes. */
const KEY = 'weir:canary';
const START = new TextEncoder().encode(`{"${KEY}":`);

/** Writes a canary as a record of its own, as UTF-8 JSON. @param features none: it measures the way alone */
export function encodeCanary({ nonce, model }: Canary, features?: NamedFeatures): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ [KEY]: nonce, model, features }));
}

/** Says from the first bytes whether a record is, or says that it is, a canary. */
export function isCanaryRecord(bytes: Uint8Array): boolean {
  return START.every((byte, i) => bytes[i] === byte);
}

/** A canary, read: what it says, and its vector as an observation of the reserved source. */
export type CanaryPart = Result<Observation> & { readonly canary?: Canary };

/** Reads a record that {@link isCanaryRecord}. Whether it is ours, the table says. */
export function decodeCanary(bytes: Uint8Array, { arrivalMs }: RecordContext): CanaryPart {
  const { [KEY]: nonce, model, features = {} } = parse(bytes);
  const values = typeof features === 'object' && features !== null ? Object.values(features) : [undefined];
  if (typeof nonce !== 'string' || !isCanaryNonce(nonce) || !values.every(Number.isFinite)) {
    return malformed('unknown_canary', KEY, 'the record begins as a canary of Weir and does not go on as one');
  }
  const canary = { nonce, ...(typeof model === 'string' && { model }) };
  return { ...ok({ source: CANARY_SOURCE, timestampMs: arrivalMs, features: features as NamedFeatures }), canary };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return {};
  }
}
