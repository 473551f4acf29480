import { type ModelCard, makeCard } from '../../contracts/model-card.ts';

/** A card of a version of so many bytes. */
export function cardOf(model: string, more: Partial<ModelCard> = {}): ModelCard {
  const facts = {
    model,
    detector: 'mahalanobis',
    parameters: {},
    features: ['temperature', 'pressure'],
    rows: 1000,
    dataFingerprint: 'f'.repeat(64),
    quantiles: [[], []],
    threshold: 12.5,
    thresholdRule: 'contamination 0.05',
    quality: {},
    archiveBytes: 10_000,
    unpackedBytes: 20_000,
  };
  return { ...makeCard(facts, { madeBy: 'train', by: 'somebody', why: 'a test', atMs: 1000 }), ...more };
}
