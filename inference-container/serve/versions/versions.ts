import type { Model } from '../../../model/model.ts';
import { HeldVersions } from './held-versions.ts';

/** All versions of the model that this process can use: the deployed one, and a few that came with requests. */
export class Versions<T> {
  readonly deployed: T;
  readonly #deployedIdentity: string;
  readonly #held = new HeldVersions<T>();
  readonly #make: (model: Model) => T;
  /** Ends when nobody is taking up a version: one at a time, since what that may take is bounded for one. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param make what a version is used by, such as its scorer */
  constructor(deployed: Model, make: (model: Model) => T) {
    this.deployed = make(deployed);
    this.#deployedIdentity = deployed.identity;
    this.#make = make;
  }

  /** @returns undefined where the version is not held: it has to be brought along */
  ask(identity: string): T | undefined {
    return identity === this.#deployedIdentity ? this.deployed : this.#held.ask(identity);
  }

  /**
   * Takes up a version, unless it is held: then nobody looks at the archive.
   *
   * @throws {Error} saying why the archive is not that version
   */
  take(identity: string, archive: Uint8Array): Promise<T> {
    const taken = this.#turn.then(async () => this.ask(identity) ?? this.#load(identity, archive));
    this.#turn = taken.catch(() => {});
    return taken;
  }

  async #load(identity: string, archive: Uint8Array): Promise<T> {
    // most containers never need it
    const { loadAttached } = await import('./load-attached.ts');
    const made = this.#make(await loadAttached(archive, identity));
    this.#held.hold(identity, made);
    return made;
  }
}
