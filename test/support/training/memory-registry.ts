import type { ModelCard } from '../../../contracts/model-card.ts';
import { EMPTY_POINTER, type ModelPointer } from '../../../contracts/model-registry.ts';
import type { ModelRegistry } from '../../../registry/model-registry.ts';

/** A registry in memory, whose archives a test may spoil. */
export interface MemoryRegistry extends ModelRegistry {
  readonly archives: Map<string, Uint8Array>;
}

export function memoryRegistry(): MemoryRegistry {
  const archives = new Map<string, Uint8Array>();
  const cards = new Map<string, ModelCard>();
  let pointer: ModelPointer = EMPTY_POINTER;
  return {
    archives,
    async put(card, archive) {
      if (cards.has(card.model)) return false;
      cards.set(card.model, card);
      archives.set(card.model, archive);
      return true;
    },
    archive: async (identity) => archives.get(identity),
    card: async (identity) => cards.get(identity),
    cards: async () => [...cards.values()].sort((a, b) => b.atMs - a.atMs),
    async remove(identity) {
      cards.delete(identity);
      archives.delete(identity);
    },
    pointer: async () => pointer,
    async move(change) {
      pointer = await change(pointer);
      return pointer;
    },
  };
}
