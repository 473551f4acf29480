import { type ModelFacts, makeCard } from '../../contracts/model-card.ts';
import type { ModelPointer } from '../../contracts/model-registry.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { currentOf, noteDeployed } from '../../registry/move-pointer.ts';

/**
 * Puts the model that was deployed into the registry, and has it judge when it is deployed there for the first time.
 *
 * @param archive its `model.tar.gz`
 * @returns the pointer as it is then
 */
export async function registerDeployed(
  registry: ModelRegistry,
  facts: ModelFacts,
  archive: Uint8Array,
  nowMs: number,
): Promise<ModelPointer> {
  const movedBy = { atMs: nowMs, by: 'cdk deploy', why: 'it was deployed' };
  const card = makeCard(facts, { madeBy: 'deploy', ...movedBy });
  await registry.put(card, archive);
  return registry.move(async (pointer) => {
    const current = currentOf(pointer);
    return noteDeployed(pointer, card, current && (await registry.card(current.model)), movedBy);
  });
}
