import type { ColumnFlags } from './locate-columns.ts';
import { readTrainingData } from './read-training-data.ts';

/** Enough to tell numbers from text, and a counter from a measurement. */
const ROWS_LOOKED_AT = 1000;

/**
 * The features that training on the first rows of a file would choose. @throws {TableError} as {@link readTrainingData}
 */
export async function chooseFeatures(file: string, flags: ColumnFlags): Promise<readonly string[]> {
  const { features } = await readTrainingData([file], flags, ROWS_LOOKED_AT);
  return features;
}
