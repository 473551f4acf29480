import type { LocalCloud } from '../../local/local-cloud.ts';

/** Deploys one version of the model after the other, one at a time. */
export class Deployer {
  readonly #archives: readonly Uint8Array[];
  #current = 0;
  #running: Promise<void> | undefined;

  /** @param archives of the versions, the first of which is deployed already */
  constructor(archives: readonly Uint8Array[]) {
    this.#archives = archives;
  }

  /** Resolves when the next version answers, or the one whose deployment is under way: there is one at a time. */
  next(cloud: LocalCloud): Promise<void> {
    this.#running ??= this.#deploy(cloud).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** When none is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #deploy(cloud: LocalCloud): Promise<void> {
    this.#current = (this.#current + 1) % this.#archives.length;
    await cloud.deployModel(this.#archives[this.#current]);
  }
}
