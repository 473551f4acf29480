import { CARD_QUANTILES } from '../../contracts/model-card.ts';

/** The values of a feature in five numbers. */
export interface Quartiles {
  readonly least: number;
  readonly quarter: number;
  readonly median: number;
  readonly threeQuarters: number;
  readonly largest: number;
}

/** Of a card's quantiles of one feature; undefined where none are known. */
export function quartiles(quantiles: readonly number[] = []): Quartiles | undefined {
  if (quantiles.length !== CARD_QUANTILES) return undefined;
  const [least, quarter, median, threeQuarters, largest] = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => quantiles[Math.round(share * (CARD_QUANTILES - 1))],
  );
  return { least, quarter, median, threeQuarters, largest };
}
