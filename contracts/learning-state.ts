import * as z from 'zod/mini';

/**
 * What the trainer knows from one tick to the next, and what it last said: an object of its own in the bucket of
 * models. `status` reads it.
 */
export const LEARNING_STATE_KEY = 'trainer/state.json';

const identity = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const shareOf = z.object({ share: z.number(), low: z.number(), high: z.number() });

/** How far learning is. */
const said = z.object({
  atMs: z.number(),
  /** Rows of the sample, and of how many sources. */
  rows: z.number(),
  sources: z.number(),
  /** Version of the model that judges this stream; absent where the past of sources judges alone. */
  model: z.optional(z.string()),
  /** Sentences, where nothing was trained. */
  waitsFor: z.optional(z.readonly(z.array(z.string()))),
  /** What came of the last training, and when. */
  last: z.optional(
    z.object({
      atMs: z.number(),
      result: z.enum(['promoted', 'waits', 'refused', 'failed', 'unchanged', 'overtaken']),
      model: z.optional(z.string()),
      why: z.string(),
    }),
  ),
  drift: z.optional(
    z.object({
      rows: z.number(),
      /** The feature that is farthest from its training, the population stability index and the distance of it. */
      feature: z.optional(z.string()),
      psi: z.optional(z.number()),
      ks: z.optional(z.number()),
      /** Of the rows that the model judged, those that it flagged; and those that it was made to flag. */
      flagged: z.optional(shareOf),
      budget: z.number(),
      imputedShare: z.number(),
      /** Why the stream is no longer that of the training; absent where it is. */
      reason: z.optional(z.string()),
    }),
  ),
});

const state = z.object({
  format: z.literal('weir-learning-state'),
  formatVersion: z.literal(1),
  said,
  /** The last training: when, and how long its rows took. */
  lastTry: z.optional(z.object({ atMs: z.number(), spanMs: z.number() })),
  /** A candidate that a person has to promote, of which people were told. */
  waiting: z.optional(z.object({ model: identity, beside: z.optional(identity), why: z.string() })),
  /** What was seen of a version since it was promoted, see `training/watch-promotion.ts`. */
  watch: z.optional(
    z.object({
      model: identity,
      before: identity,
      untilMs: z.number(),
      rows: z.number(),
      flagged: z.number(),
      flaggedBefore: z.number(),
    }),
  ),
});

/** How far learning is, as one line of the trainer's log. */
export type LearningLine = Readonly<z.infer<typeof said>>;

/** What the trainer knows from one tick to the next. */
export type LearningState = Readonly<z.infer<typeof state>>;

/** Writes the state's object. */
export function encodeLearningState(value: LearningState): string {
  return `${JSON.stringify(z.parse(state, value), null, 1)}\n`;
}

/** Reads the state's object. @returns undefined of what is none: the trainer begins anew, which costs a training */
export function decodeLearningState(json: string): LearningState | undefined {
  try {
    const parsed = z.safeParse(state, JSON.parse(json));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
