import * as z from 'zod/mini';

/**
 * Where models are kept: a bucket with an archive and a card for each version, and one pointer that says which of them
 * judges. A version's identity is the SHA-256 of its `model.json`, which names those of its other files: it is the same
 * however an archive was compressed. People see its first twelve digits.
 */
export const MODEL_PREFIX = 'models/';

/** Which model judges, and judged when. Moved by conditional writes only. */
export const POINTER_KEY = `${MODEL_PREFIX}pointer.json`;

/** A change holds for what arrives so much later than it was made: by then everybody has read it. */
export const HOLDS_AFTER_MS = 60_000;

/** What was read of the pointer answers for what arrived until so long after; the rest is for clocks that differ. */
export const POINTER_VALID_MS = 30_000;

/** Digits of an identity that people see, and verdicts carry. */
const VERSION_DIGITS = 12;

/** @param identity 64 hexadecimal digits */
export function versionOfIdentity(identity: string): string {
  return identity.slice(0, VERSION_DIGITS);
}

/** The key of a version's `model.tar.gz`. */
export function archiveKey(identity: string): string {
  return `${MODEL_PREFIX}${identity}/model.tar.gz`;
}

/** The key of what is known of a version. */
export function cardKey(identity: string): string {
  return `${MODEL_PREFIX}${identity}/card.json`;
}

const CARD_KEY = /^models\/([0-9a-f]{64})\/card\.json$/;

/** The version that a key's card is of; undefined of another key. */
export function identityOfCardKey(key: string): string | undefined {
  return CARD_KEY.exec(key)?.[1];
}

const identity = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Who did it, when, and why, for people. */
const done = { atMs: z.number(), by: z.string(), why: z.string() };

const change = z.object({
  model: identity,
  /** Arrivals from here on are judged by it, until the next change; milliseconds since the epoch. */
  holdsFromMs: z.number(),
  kind: z.enum(['deployed', 'promoted', 'rolled back']),
  /** Only of a sample's model: it judges observations alone that have one of these features. */
  sampleFeatures: z.optional(z.readonly(z.array(z.string()))),
  ...done,
});

const pointer = z.object({
  format: z.literal('weir-model-pointer'),
  formatVersion: z.literal(1),
  /** All that ever were, the oldest first. */
  changes: z.readonly(z.array(change)),
  /** Versions that cannot score: what they should have judged by changes before is judged by the one before. */
  voided: z.readonly(z.array(z.object({ model: identity, ...done }))),
  /** The version that the endpoint holds without being given it; absent where none was deployed. */
  deployed: z.optional(identity),
  /** Scores beside the one that judges, and tells nobody. */
  shadow: z.optional(z.object({ model: identity, ...done })),
});

/** One change of which model judges. */
export type PointerChange = Readonly<z.infer<typeof change>>;

/** Which model judges, and judged when. */
export type ModelPointer = Readonly<z.infer<typeof pointer>>;

/** Where nothing was ever deployed or promoted. */
export const EMPTY_POINTER: ModelPointer = {
  format: 'weir-model-pointer',
  formatVersion: 1,
  changes: [],
  voided: [],
};

/**
 * Finds the model that judges what arrived then: a function of the arrival and of the pointer's history alone, so that
 * every delivery of a record meets the same one.
 *
 * @returns undefined where none does: the past of the source judges alone
 */
export function modelAt(pointer: ModelPointer, arrivalMs: number): PointerChange | undefined {
  return pointer.changes.findLast((change) => change.holdsFromMs <= arrivalMs && !isVoided(pointer, change));
}

/** Whether a change says nothing any more: its version was voided after it. */
export function isVoided({ voided }: ModelPointer, { model, atMs }: PointerChange): boolean {
  return voided.some((each) => each.model === model && each.atMs >= atMs);
}

/** Whether what was read of the pointer then says which model judges what arrived at this time. */
export function answersFor(readAtMs: number, arrivalMs: number): boolean {
  return arrivalMs < readAtMs + POINTER_VALID_MS;
}

/** Writes the pointer's object. */
export function encodePointer(value: ModelPointer): string {
  return `${JSON.stringify(z.parse(pointer, value), null, 1)}\n`;
}

/** Reads the pointer's object. @throws {Error} saying what in it is not as it was written */
export function decodePointer(json: string): ModelPointer {
  const parsed = z.safeParse(pointer, parse(json));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Error(`${POINTER_KEY} is not as it was written: ${path.join('.') || 'the document'}: ${message}`);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
