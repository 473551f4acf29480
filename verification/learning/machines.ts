import type { Observation } from '../../contracts/observation.ts';
import { seededRandom } from '../../kernels/random.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Names of the machines: a model of them can be made of fifty minutes. */
export const MACHINES: readonly string[] = Array.from({ length: 20 }, (_, i) => `machine-${i}`);

/** What is added to a reading of a machine at that time. */
export type Movement = (source: string, atMs: number) => { readonly load?: number; readonly heat?: number };

/** Nothing happens. */
export const USUAL: Movement = () => ({});

/** Machines that are read each minute: their heat follows their load, which follows the day. */
export class Machines {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** The readings of one of them, after `fromMs` up to `toMs`. */
  readings(source: string, fromMs: number, toMs: number, movement: Movement): Observation[] {
    const readings: Observation[] = [];
    for (let timestampMs = nextMinute(fromMs); timestampMs <= toMs; timestampMs += MINUTE_MS) {
      const by = movement(source, timestampMs);
      const ofDay = 8 * Math.sin((2 * Math.PI * timestampMs) / DAY_MS);
      const load = 50 + 10 * this.#normal() + ofDay + (by.load ?? 0);
      const heat = 20 + 0.5 * load + this.#normal() + (by.heat ?? 0);
      readings.push({ source, timestampMs, features: { load, heat } });
    }
    return readings;
  }

  /** By Box and Muller. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }
}

function nextMinute(ms: number): number {
  return (Math.floor(ms / MINUTE_MS) + 1) * MINUTE_MS;
}
