import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The features of a model that is a sample's, so that the consumer asks it of the sample's stream alone; undefined of
 * any other.
 *
 * @param modelDir a model folder that was found whole when it was packed
 */
export function sampleFeaturesOf(modelDir: string): string[] | undefined {
  const { features, training } = JSON.parse(readFileSync(path.join(modelDir, 'model.json'), 'utf8'));
  return training.sample === true ? features : undefined;
}
