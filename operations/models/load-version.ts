import type { ModelCard } from '../../contracts/model-card.ts';
import { archiveKey, versionOfIdentity } from '../../contracts/model-registry.ts';
import { decodeModel, type ModelFiles } from '../../model/model-files.ts';
import { unpackModel } from '../../model/unpack-model.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';

/**
 * The files of a version, after it was seen to be the model that it says, and to score.
 *
 * @throws {Error} saying what is wrong with its archive
 */
export async function loadVersion(registry: ModelRegistry, { model: identity }: ModelCard): Promise<ModelFiles> {
  const archive = await registry.archive(identity);
  if (archive === undefined)
    throw new Error(`${archiveKey(identity)} is not in the registry: put the model there again`);
  try {
    const files = await unpackModel(archive);
    const model = decodeModel(files);
    if (model.identity !== identity) throw new Error(`it is version ${model.version}`);
    const [score] = model.detector.score(model.medians, 1);
    if (!Number.isFinite(score)) throw new Error(`it gives the usual row the score ${score}`);
    return files;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`the archive of version ${versionOfIdentity(identity)} cannot score: ${message}`, { cause: error });
  }
}
