import { seededRandom } from '../../kernels/random.ts';

/** Draws from the distributions that generated data are made of; the same for the same seed. */
export interface RandomDraws {
  /** In [from, to). */
  uniform(from: number, to: number): number;
  normal(mean: number, deviation: number): number;
  /** `count` distinct whole numbers in [0, below), in no order. */
  distinct(count: number, below: number): Iterable<number>;
}

/** Makes draws that are the same for the same seed. */
export function randomDraws(seed: number): RandomDraws {
  const random = seededRandom(seed);
  const uniform = (from: number, to: number) => from + (to - from) * random();
  return {
    uniform,
    normal(mean, deviation) {
      // Box and Muller (1958); 1 - random() is never 0.
      const radius = Math.sqrt(-2 * Math.log(1 - random()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * random());
    },
    distinct(count, below) {
      // Floyd's sampling (Bentley & Floyd 1987): one draw each, memory by count only.
      const chosen = new Set<number>();
      for (let last = below - count; last < below; last++) {
        const drawn = Math.floor(uniform(0, last + 1));
        chosen.add(chosen.has(drawn) ? last : drawn);
      }
      return chosen;
    },
  };
}
