/** Draws from a stream of numbers in [0, 1). */
export class Draw {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A whole number, 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.#random() * below);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most) }, () => this.below(256)));
  }
}
