import { log10 } from '../kernels/log2.ts';
import type { ExpertName, FeatureVerdict } from './judge-feature.ts';

/** Where each number of a feature's verdict is among its {@link NUMBERS}. */
export const NUMBER = {
  /** 0 where the value is missing: then the others are not there. */
  observations: 0,
  surprise: 1,
  /** Tails as probabilities, the shape's in decades. */
  point: 2,
  oneStep: 3,
  slow: 4,
  shift: 5,
  extreme: 6,
  shapeDecades: 7,
  value: 8,
  expected: 9,
  spread: 10,
  base: 11,
  baseSpread: 12,
  run: 13,
  /** A sum of {@link FLAG}. */
  flags: 14,
} as const;
export const NUMBERS = 15;
export const FLAG = { isForecastOfHour: 1, isHourKnown: 2, isFrozen: 4 } as const;

/** The verdict of a value, read where its numbers lie. What follows from them is worked out when somebody asks. */
export class JudgedValue implements FeatureVerdict {
  readonly #numbers: Float64Array;
  readonly #at: number;

  /** @param at where its numbers begin */
  constructor(numbers: Float64Array, at: number) {
    this.#numbers = numbers;
    this.#at = at;
  }

  get observations(): number {
    return this.#of(NUMBER.observations);
  }

  get surprise(): number {
    return this.#of(NUMBER.surprise);
  }

  get tails(): Readonly<Record<ExpertName, number>> {
    const decades = (expert: Exclude<ExpertName, 'shape'>) => -log10(this.#of(NUMBER[expert]));
    return {
      point: decades('point'),
      oneStep: decades('oneStep'),
      slow: decades('slow'),
      shift: decades('shift'),
      extreme: decades('extreme'),
      shape: this.#of(NUMBER.shapeDecades),
    };
  }

  get value(): number {
    return this.#of(NUMBER.value);
  }

  get expected(): number {
    return this.#of(NUMBER.expected);
  }

  get spread(): number {
    return this.#of(NUMBER.spread);
  }

  get residual(): number {
    return (this.value - this.expected) / this.spread;
  }

  get base(): number {
    return this.#of(NUMBER.base);
  }

  get baseSpread(): number {
    return this.#of(NUMBER.baseSpread);
  }

  get run(): number {
    return this.#of(NUMBER.run);
  }

  get isForecastOfHour(): boolean {
    return (this.#of(NUMBER.flags) & FLAG.isForecastOfHour) !== 0;
  }

  get isHourKnown(): boolean {
    return (this.#of(NUMBER.flags) & FLAG.isHourKnown) !== 0;
  }

  get isFrozen(): boolean {
    return (this.#of(NUMBER.flags) & FLAG.isFrozen) !== 0;
  }

  #of(number: number): number {
    return this.#numbers[this.#at + number];
  }
}
