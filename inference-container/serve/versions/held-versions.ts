/** Beside the deployed one. */
const MOST_HELD = 3;

/** After so many requests what was asked before counts half: what was wanted by many once makes room in the end. */
const HALVED_AFTER = 1024;

interface Held<T> {
  readonly value: T;
  asked: number;
}

/**
 * A few versions beside the deployed one. The one that was asked for least of late makes room for another, so that the
 * one that was asked for most never does, whoever asks for what.
 */
export class HeldVersions<T> {
  readonly #held = new Map<string, Held<T>>();
  #asked = 0;

  /** Gives what is held of a version, and counts that it was asked for. */
  ask(identity: string): T | undefined {
    const held = this.#held.get(identity);
    if (!held) return undefined;
    held.asked++;
    if (++this.#asked % HALVED_AFTER === 0) for (const each of this.#held.values()) each.asked /= 2;
    return held.value;
  }

  /** Holds a version that was not held. */
  hold(identity: string, value: T): void {
    if (this.#held.size === MOST_HELD) this.#held.delete(this.#leastAsked());
    this.#held.set(identity, { value, asked: 1 });
  }

  #leastAsked(): string {
    const [least] = [...this.#held].sort(([, a], [, b]) => a.asked - b.asked);
    return least[0];
  }
}
