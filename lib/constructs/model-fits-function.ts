import { MAX_UNPACKED_MODEL_BYTES } from '../../contracts/model-request.ts';
import { type ModelArchive, ModelArchiveError } from './model-archive.ts';

/** @throws {ModelArchiveError} when the model is larger than the function scores by */
export function checkFitsFunction({ facts }: Pick<ModelArchive, 'facts'>, modelDir: string): void {
  const { unpackedBytes } = JSON.parse(facts) as { unpackedBytes: number };
  if (unpackedBytes <= MAX_UNPACKED_MODEL_BYTES) return;
  const [has, most] = [unpackedBytes, MAX_UNPACKED_MODEL_BYTES].map((bytes) => (bytes / 1e6).toFixed(1));
  throw new ModelArchiveError(
    `the model in ${modelDir} has ${has} MB, and the function scores by ${most} MB at most: train on fewer rows, or set scoring=endpoint`,
  );
}
