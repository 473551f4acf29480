import { answersFor, type ModelPointer, POINTER_VALID_MS, versionOfIdentity } from '../../contracts/model-registry.ts';
import type { Ports } from './ports.ts';

/** What a process has read of which model judges. Losing it costs the time to read it again. */
export class KnownPointer {
  #known: { readonly pointer: ModelPointer; readonly readAtMs: number } | undefined;

  /** Identity of the version that scores beside the one that judges, as far as is known; undefined where none does. */
  get shadow(): string | undefined {
    return this.#known?.pointer.shadow?.model;
  }

  /** Identity of a version that judged, as far as is known. @param version what verdicts carry */
  identityOf(version: string): string | undefined {
    return this.#known?.pointer.changes.find(({ model }) => versionOfIdentity(model) === version)?.model;
  }

  /**
   * Reads it where what is known may not say which model judges what arrived then. While something is unavailable it is
   * read again, too, now and then: of what waits the version may have been voided.
   *
   * @param arrivalMs of the latest record in question
   * @throws Unavailable where it cannot be read
   */
  async upTo(arrivalMs: number, isRecovering: boolean, { models, now }: Pick<Ports, 'models' | 'now'>) {
    const known = this.#known;
    const readAtMs = now();
    const isOld = known && isRecovering && readAtMs - known.readAtMs >= POINTER_VALID_MS;
    if (known && !isOld && answersFor(known.readAtMs, arrivalMs)) return known.pointer;
    // what changed while it was read may not be in it
    const pointer = await models.pointer();
    this.#known = { pointer, readAtMs };
    return pointer;
  }
}
