import { type ModelCard, makeCard } from '../../contracts/model-card.ts';
import { type ModelPointer, modelAt, type PointerChange } from '../../contracts/model-registry.ts';
import type { Model } from '../../model/model.ts';
import { modelFacts } from '../../model/model-facts.ts';
import { encodeModel } from '../../model/model-files.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { currentOf, promote } from '../../registry/move-pointer.ts';
import type { ModelVersion } from './model-versions.ts';

const MOVED = { by: 'chaos', why: 'whichever follows on another one' };

/** Has one version of the model judge after the other, by the registry's pointer, whatever the endpoint holds. */
export class Promoter {
  readonly #versions: readonly ModelVersion[];
  readonly #registry: ModelRegistry;
  readonly #now: () => number;

  /**
   * @param versions the first of which judges already
   * @param now of the stream's clock
   */
  constructor(versions: readonly ModelVersion[], registry: ModelRegistry, now: () => number) {
    this.#versions = versions;
    this.#registry = registry;
    this.#now = now;
  }

  /**
   * Puts all versions into the registry and, before anybody has read the pointer, plans the changes of the minute in
   * which none that is made then would hold.
   *
   * @param timesMs from when on each holds, after now, ascending
   */
  async prepare(timesMs: readonly number[]): Promise<void> {
    for (const { archive, model } of this.#versions) await this.#registry.put(cardOf(model, archive), archive);
    const atMs = this.#now();
    await this.#registry.move((pointer) => {
      const planned = timesMs.map((afterMs, i): PointerChange => {
        const { model } = this.#versions[(i + 1) % this.#versions.length];
        return { model: model.identity, kind: 'promoted', holdsFromMs: atMs + afterMs, atMs, ...MOVED };
      });
      return { ...pointer, changes: [...pointer.changes, ...planned] };
    });
  }

  /** Has the next version judge what arrives from a minute on. */
  async next(): Promise<void> {
    await this.#registry.move((pointer) => {
      const { model, archive } = this.#after(pointer);
      return promote(pointer, cardOf(model, archive), { atMs: this.#now(), ...MOVED });
    });
  }

  /** The model that had to judge what arrived when, when all is over. */
  async judging(): Promise<(arrivalMs: number) => Model> {
    const pointer = await this.#registry.pointer();
    const models = new Map(this.#versions.map(({ model }) => [model.identity, model]));
    return (arrivalMs) => models.get(modelAt(pointer, arrivalMs)!.model)!;
  }

  #after(pointer: ModelPointer): ModelVersion {
    const current = this.#versions.findIndex(({ model }) => model.identity === currentOf(pointer)?.model);
    return this.#versions[(current + 1) % this.#versions.length];
  }
}

function cardOf(model: Model, archive: Uint8Array): ModelCard {
  const facts = modelFacts(model, { archive, files: encodeModel(model) });
  return makeCard(facts, { madeBy: 'train', atMs: 0, ...MOVED });
}
