import * as z from 'zod/mini';

const identity = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const share = z.number();

const card = z.object({
  format: z.literal('weir-model-card'),
  formatVersion: z.literal(1),
  /** 64 hexadecimal digits. */
  model: identity,
  /** Name of its kind. */
  detector: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** In the detector's order. */
  features: z.readonly(z.array(z.string())),
  /** Whether it was made of a sample's rows: it judges the sample's stream alone. */
  sample: z.optional(z.literal(true)),
  /** From when to when the rows of the training came, milliseconds since the epoch; absent where that is not known. */
  window: z.optional(z.object({ fromMs: z.number(), toMs: z.number() })),
  /** Of the training; absent where it does not say. */
  rows: z.optional(z.number()),
  /** SHA-256 of the rows that the model keeps of its training: the same for the same rows and seed. */
  dataFingerprint: identity,
  /** By feature, {@link CARD_QUANTILES} values from the least to the largest; none where none of a feature is known. */
  quantiles: z.readonly(z.array(z.readonly(z.array(z.number())))),
  /** By feature, the share of rows that lacked it, 0 to 1; absent where that is not known. */
  missingShares: z.optional(z.readonly(z.array(share))),
  threshold: z.number(),
  /** How it was chosen, for people. */
  thresholdRule: z.string(),
  /** The share of rows above it, 0 to 1, and what that may be on other rows of the kind; absent where not known. */
  flagged: z.optional(z.object({ share, low: share, high: share })),
  /** A row that it flags more surely than others, by feature: what a canary is made of; absent where none was found. */
  canary: z.optional(z.record(z.string(), z.number())),
  /** What was measured, by names that say what: `heldOut flagged share`, `planted found`. */
  quality: z.record(z.string(), z.number()),
  /** The version that judged when it was made, and that it was compared with. */
  parent: z.optional(identity),
  madeBy: z.enum(['deploy', 'train', 'trainer', 'import', 'SageMaker']),
  /** Who, where it was a person; and why, for people. */
  by: z.string(),
  why: z.string(),
  /** When it came into the registry. */
  atMs: z.number(),
  /** Of `model.tar.gz`, and of the files in it. */
  archiveBytes: z.number(),
  unpackedBytes: z.number(),
});

/** What is known of a version of a model, kept beside its archive. */
export type ModelCard = Readonly<z.infer<typeof card>>;

/** What of a card follows from the model alone. */
export type ModelFacts = Omit<ModelCard, 'format' | 'formatVersion' | 'madeBy' | 'by' | 'why' | 'atMs'>;

/** Makes a card of what is known of a model, and of how it came into the registry. */
export function makeCard(facts: ModelFacts, origin: Pick<ModelCard, 'madeBy' | 'by' | 'why' | 'atMs'>): ModelCard {
  return { format: 'weir-model-card', formatVersion: 1, ...facts, ...origin };
}

/** Values by feature in a card: the least, each twentieth part of the rows, the largest. */
export const CARD_QUANTILES = 21;

/** Writes a card's object. */
export function encodeCard(value: ModelCard): string {
  return `${JSON.stringify(z.parse(card, value), null, 1)}\n`;
}

/** Reads a card's object. @param place its key, for people @throws {Error} saying what is not as it was written */
export function decodeCard(json: string, place: string): ModelCard {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error(`${place} is not as it was written: it is not JSON`);
  }
  const parsed = z.safeParse(card, value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Error(`${place} is not as it was written: ${path.join('.') || 'the document'}: ${message}`);
}
