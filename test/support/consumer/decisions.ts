/**
 * Decides whatever the world leaves open, from a list that a property test can shrink: 0, and the end of the list, is
 * the harmless choice.
 */
export class Decisions {
  readonly #choices: readonly number[];
  #next = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** In 0..options-1. */
  choose(options: number): number {
    return (this.#choices[this.#next++] ?? 0) % options;
  }

  /** From now on only the harmless choice. */
  end(): void {
    this.#next = this.#choices.length;
  }
}
