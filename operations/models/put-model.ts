import { type ModelCard, makeCard } from '../../contracts/model-card.ts';
import { loadModel } from '../../model/load-model.ts';
import { modelFacts } from '../../model/model-facts.ts';
import { packModel } from '../../model/pack-model.ts';
import { readModelFiles } from '../../model/read-model-files.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { currentOf, type MovedBy } from '../../registry/move-pointer.ts';

/**
 * Puts the model of a folder into the registry, as a candidate.
 *
 * @returns its card, and whether it was not there before
 * @throws {Error} saying what is wrong with the folder
 */
export async function putModel(
  registry: ModelRegistry,
  dir: string,
  origin: MovedBy,
): Promise<{ readonly card: ModelCard; readonly isNew: boolean }> {
  const model = await loadModel(dir);
  const [archive, files, pointer] = await Promise.all([packModel(dir), readModelFiles(dir), registry.pointer()]);
  const current = currentOf(pointer)?.model;
  const parent = current === model.identity ? undefined : current;
  const madeBy = 'importedFrom' in model.training.parameters ? 'import' : 'train';
  const facts = { ...modelFacts(model, { archive, files }), ...(parent && { parent }) };
  const card = makeCard(facts, { madeBy, ...origin });
  const isNew = await registry.put(card, archive);
  return { card: isNew ? card : ((await registry.card(model.identity)) ?? card), isNew };
}
