import type { StrangeObservation } from './report-data.ts';

/** Keeps the strangest of however many observations, in memory for twice as many. */
export class Strangest {
  readonly #most: number;
  #kept: StrangeObservation[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(observation: StrangeObservation): void {
    this.#kept.push(observation);
    if (this.#kept.length === 2 * this.#most) this.#kept = this.list();
  }

  /** The strangest first, by grade: beyond the values of training scores may tie. */
  list(): StrangeObservation[] {
    return this.#kept.toSorted((a, b) => b.grade - a.grade || b.score - a.score).slice(0, this.#most);
  }
}
