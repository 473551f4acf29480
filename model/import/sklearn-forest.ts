import * as z from 'zod/mini';
import { contamination, inRange } from './sklearn-numbers.ts';

/** scikit-learn counts rows in 32 bits. */
const MOST_ROWS = 2 ** 31 - 1;

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

/** What `scripts/export-sklearn.py` writes of an IsolationForest. */
export const sklearnForest = z.object({
  format: z.literal('weir-sklearn-isolation-forest'),
  formatVersion: z.literal(1),
  features: z.array(z.string()),
  /** Rows that each tree was grown on. */
  maxSamples: rowCount,
  /** scikit-learn calls a row an outlier when `score_samples` is below this; our scores are minus those. */
  offset: z.number().check(inRange((offset) => offset >= -1 && offset < 0, 'a number from -1 to below 0')),
  contamination,
  bootstrap: z.boolean(),
  trees: z.array(sklearnTree).check(z.minLength(1)),
});
export type SklearnForest = z.infer<typeof sklearnForest>;
