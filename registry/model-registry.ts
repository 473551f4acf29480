import type { ModelCard } from '../contracts/model-card.ts';
import type { ModelPointer } from '../contracts/model-registry.ts';

/** Where models are kept, and which of them judges. Whatever fails is thrown as it is. */
export interface ModelRegistry {
  /** Puts a version there, unless it is there already: then what is known of it stays. @returns whether it is new */
  put(card: ModelCard, archive: Uint8Array): Promise<boolean>;
  /** Undefined of a version that is not there. */
  archive(identity: string): Promise<Uint8Array | undefined>;
  card(identity: string): Promise<ModelCard | undefined>;
  /** Of all versions, those that came last first. */
  cards(): Promise<ModelCard[]>;
  /** Removes a version for good; who may do so looks beforehand whether anything names it. */
  remove(identity: string): Promise<void>;
  /** As it is now; of a fresh registry the one without a change. */
  pointer(): Promise<ModelPointer>;
  /**
   * Moves the pointer, on the condition that nobody else moved it since it was read: then it is read again.
   *
   * @param change gives what it shall be, of what it is; the same value where nothing is to be done
   * @returns what it is then
   * @throws what `change` throws; and where others move it all the time
   */
  move(change: (pointer: ModelPointer) => ModelPointer | Promise<ModelPointer>): Promise<ModelPointer>;
}
