import { CARD_QUANTILES, type ModelCard } from '../contracts/model-card.ts';

/** Of its quantiles, between which the spread of a feature lies: nine tenths of the rows. */
const [LOW, HIGH] = [1, CARD_QUANTILES - 2];

/** How far the values of each feature lie apart in nine tenths of the training; absent where they were all alike. */
export function trainingSpreads({
  features,
  quantiles,
}: Pick<ModelCard, 'features' | 'quantiles'>): ReadonlyMap<string, number> {
  const spreads = features.map((feature, i): [string, number] => {
    const { [LOW]: low = 0, [HIGH]: high = 0 } = quantiles[i] ?? [];
    return [feature, high - low];
  });
  return new Map(spreads.filter(([, spread]) => spread > 0));
}
