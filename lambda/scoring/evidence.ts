import type { Instance } from '../../contracts/scoring.ts';
import type { Unscored } from './score.ts';

/** A larger observation is not kept as a control. */
const MAX_CONTROL_VALUES = 1000;
const MAX_CONTROL_CHARACTERS = 64 * 1024;
/** More suspects than a chunk has observations; beyond, the oldest are forgotten. */
const MAX_SUSPECTS = 10_000;
/** Its multiples, less their whole parts, spread evenly however many are taken. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** Its identity is asked for where there are suspects alone: to make one for each observation takes time. */
type Identified = Pick<Unscored, 'identity'>;

/**
 * What a process has seen that tells an observation which the endpoint cannot answer from an endpoint that answers
 * nothing. Outlives the batch, so that a batch of one bad record can be judged at all. Losing it costs tries, no data.
 */
export class Evidence {
  #control: { readonly model: string; readonly instance: Instance } | undefined;
  #probes = 0;
  /** Failures in a row, by the suspect's identity. */
  readonly #failures = new Map<string, number>();

  /**
   * The features of the last observation that got a verdict, if this version gave it: accepted once, it should be
   * accepted now. To another version, of another width, it may be no row at all.
   */
  controlOf(model: string): Instance | undefined {
    return this.#control?.model === model ? this.#control.instance : undefined;
  }

  accept({ features }: Instance, model: string): void {
    const isSmall = Object.keys(features).length <= MAX_CONTROL_VALUES;
    if (isSmall && JSON.stringify(features).length <= MAX_CONTROL_CHARACTERS) {
      this.#control = { model, instance: { features } };
    }
  }

  /** Where among others to look for a control, in [0, 1): elsewhere each time, so that bad ones hide no good one. */
  nextProbe(): number {
    return (this.#probes++ * GOLDEN_RATIO) % 1;
  }

  isSuspect(observation: Identified): boolean {
    return this.#failures.size > 0 && this.#failures.has(observation.identity);
  }

  /** @returns its failures in a row */
  fail(identity: string): number {
    const failures = (this.#failures.get(identity) ?? 0) + 1;
    this.#failures.delete(identity);
    this.#failures.set(identity, failures);
    if (this.#failures.size > MAX_SUSPECTS) this.#failures.delete(this.#failures.keys().next().value!);
    return failures;
  }

  clear(observation: Identified): void {
    if (this.#failures.size > 0) this.#failures.delete(observation.identity);
  }
}
