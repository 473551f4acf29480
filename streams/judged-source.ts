import { exp2 } from '../kernels/log2.ts';
import type { StreamVerdict } from './judge-and-learn.ts';
import type { FeatureVerdict } from './judge-feature.ts';
import { JudgedValue, NUMBER, NUMBERS } from './judged-value.ts';

/** Where the numbers of the source's verdict are, before those of its features. */
export const OF_SOURCE = { surprise: 0, score: 1, largest: 2, meanOfLargest: 3, step: 4, logInterval: 5 } as const;
const NUMBERS_OF_SOURCE = 6;

/** Says where the numbers of a feature begin. */
export function numbersAt(feature: number): number {
  return NUMBERS_OF_SOURCE + feature * NUMBERS;
}

/** What a verdict knows beside its numbers. */
type Known = Omit<StreamVerdict, keyof typeof OF_SOURCE | 'usualIntervalMs' | 'features' | 'derived'>;

/**
 * The verdict of an observation. Verdicts live as long as a batch of them, so that many small objects are what costs
 * most of it: all numbers lie in one piece, and what follows from them is worked out when somebody asks.
 */
export class JudgedSource implements StreamVerdict {
  readonly judged: number;
  readonly isFrozen: boolean;
  readonly isAlarm: boolean;
  readonly isResting: boolean;
  readonly weight: 0 | 1;
  readonly isLearning: boolean;
  readonly observations: number;
  readonly names: readonly string[];
  /** By {@link OF_SOURCE}, then of each feature by {@link NUMBER}. */
  readonly numbers: Float64Array;
  /** Filled in by whoever derives. */
  derived: StreamVerdict['derived'] = undefined;

  constructor(numbers: Float64Array, known: Known) {
    this.numbers = numbers;
    this.judged = known.judged;
    this.isFrozen = known.isFrozen;
    this.isAlarm = known.isAlarm;
    this.isResting = known.isResting;
    this.weight = known.weight;
    this.isLearning = known.isLearning;
    this.observations = known.observations;
    this.names = known.names;
  }

  get surprise(): number {
    return this.numbers[OF_SOURCE.surprise];
  }

  get score(): number {
    return this.numbers[OF_SOURCE.score];
  }

  get largest(): number {
    return this.numbers[OF_SOURCE.largest];
  }

  get meanOfLargest(): number {
    return this.numbers[OF_SOURCE.meanOfLargest];
  }

  get step(): number {
    return this.numbers[OF_SOURCE.step];
  }

  get usualIntervalMs(): number | undefined {
    const logInterval = this.numbers[OF_SOURCE.logInterval];
    return Number.isNaN(logInterval) ? undefined : Math.max(1, Math.round(1000 * exp2(logInterval)));
  }

  get features(): readonly (FeatureVerdict | undefined)[] {
    const features: (FeatureVerdict | undefined)[] = [];
    for (let at = numbersAt(0); at < this.numbers.length; at += NUMBERS) {
      const isJudged = this.numbers[at + NUMBER.observations] > 0;
      features.push(isJudged ? new JudgedValue(this.numbers, at) : undefined);
    }
    return features;
  }
}
