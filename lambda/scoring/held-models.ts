import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { MAX_UNPACKED_MODEL_BYTES } from '../../contracts/model-request.ts';
import { readyModel } from '../../model/load-model.ts';
import type { Model } from '../../model/model.ts';
import { unpackModel } from '../../model/unpack-model.ts';
import { Unavailable } from '../failures.ts';

/** The `model.tar.gz` of a version, by its identity. Fails with {@link Unavailable}. */
export type ArchiveOf = (identity: string) => Promise<Uint8Array>;

/** As a container holds. */
const MOST_HELD = 4;
/**
 * What one may take unpacked, and all of them together: ready to score, a forest takes ten times as much. No larger one
 * is promoted, nor deployed where only the function scores.
 */
const MOST_BYTES = MAX_UNPACKED_MODEL_BYTES;

/** What is made of a version, and what it takes. */
interface Held<T> {
  readonly made: T;
  /** Of its files. */
  readonly bytes: number;
}

/** What was made of the last versions that were asked for; a version is fetched when it is first asked for. */
export class HeldModels<T> {
  readonly #archiveOf: ArchiveOf;
  readonly #make: (model: Model) => T;
  /** The least recently asked for first. */
  readonly #held = new Map<string, Held<T>>();
  /** On their way. */
  readonly #coming = new Map<string, Promise<Held<T>>>();

  constructor(archiveOf: ArchiveOf, make: (model: Model) => T) {
    this.#archiveOf = archiveOf;
    this.#make = make;
  }

  /** @throws Unavailable where the version cannot be had, or its archive holds another one or none */
  async get(identity: string): Promise<T> {
    const held = this.#held.get(identity) ?? (await this.#fetch(identity));
    this.#held.delete(identity);
    this.#held.set(identity, held);
    this.#shrink();
    return held.made;
  }

  #fetch(identity: string): Promise<Held<T>> {
    const coming = this.#coming.get(identity) ?? this.#load(identity).finally(() => this.#coming.delete(identity));
    this.#coming.set(identity, coming);
    return coming;
  }

  async #load(identity: string): Promise<Held<T>> {
    const archive = await this.#archiveOf(identity);
    try {
      const files = await unpackModel(archive, MOST_BYTES);
      const model = readyModel(files);
      if (model.identity !== identity) throw new Error(`it is ${model.identity}`);
      const bytes = Object.values(files).reduce((sum, file) => sum + file.length, 0);
      return { made: this.#make(model), bytes };
    } catch (error) {
      const reason = `version ${versionOfIdentity(identity)} cannot be loaded: ${(error as Error).message}`;
      throw new Unavailable('models', reason, { cause: error });
    }
  }

  #shrink(): void {
    let bytes = 0;
    for (const held of this.#held.values()) bytes += held.bytes;
    for (const [identity, held] of this.#held) {
      if (this.#held.size <= MOST_HELD && bytes <= MOST_BYTES) return;
      this.#held.delete(identity);
      bytes -= held.bytes;
    }
  }
}
