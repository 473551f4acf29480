import * as z from 'zod/mini';

/** scikit-learn counts rows in 32 bits. */
const MOST_ROWS = 2 ** 31 - 1;

const inRange = (holds: (value: number) => boolean, wanted: string) =>
  z.refine<number>(holds, { error: `wanted ${wanted}` });
const rowCount = z.int().check(inRange((rows) => rows >= 1 && rows <= MOST_ROWS, `a count from 1 to ${MOST_ROWS}`));

/** Nodes as parallel lists, the root first. */
const sklearnTree = z.object({
  /** The feature a node splits on, -1 for a leaf. */
  feature: z.array(z.int()),
  threshold: z.array(z.number()),
  left: z.array(z.int()),
  right: z.array(z.int()),
  size: z.array(rowCount),
});
export type SklearnTree = z.infer<typeof sklearnTree>;

const sklearnForest = z.object({
  format: z.literal('weir-sklearn-isolation-forest'),
  formatVersion: z.literal(1),
  features: z.array(z.string()),
  /** Rows that each tree was grown on. */
  maxSamples: rowCount,
  /** scikit-learn calls a row an outlier when `score_samples` is below this; our scores are minus those. */
  offset: z.number().check(inRange((offset) => offset >= -1 && offset < 0, 'a number from -1 to below 0')),
  contamination: z.union([
    z.literal('auto'),
    z.number().check(inRange((share) => share > 0 && share <= 0.5, 'auto, or a share above 0 and up to 0.5')),
  ]),
  bootstrap: z.boolean(),
  trees: z.array(sklearnTree).check(z.minLength(1)),
});
export type SklearnForest = z.infer<typeof sklearnForest>;

/** @throws {Error} when the text is not what `scripts/export-sklearn.py` writes */
export function decodeSklearnForest(text: string): SklearnForest {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON');
  }
  const { data, error } = sklearnForest.safeParse(document);
  if (error) throw new Error(`${describe(error.issues[0], document)}; export the forest again`);
  return data;
}

function describe({ code, path, message }: z.core.$ZodIssue, document: unknown): string {
  const where = path.join('.') || 'the document';
  if (code !== 'custom') return `${where} is not what scripts/export-sklearn.py writes`;
  const got = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], document);
  return `${where} is ${JSON.stringify(got)}, ${message}`;
}
