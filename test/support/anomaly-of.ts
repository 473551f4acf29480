import type { Contribution, Verdict } from '../../contracts/verdict.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';

interface Given {
  readonly source?: string;
  readonly atMs?: number;
  readonly arrivalMs?: number;
  /** By feature: what it contributed, and what was observed and expected. */
  readonly driving?: Readonly<Record<string, readonly [part: number, observed: number, expected?: number]>>;
  readonly verdict?: Partial<Verdict>;
}

/** An anomaly for who looks at its source, its time and what drove it. */
export function anomalyOf({ source = 'pump-1', atMs = 0, arrivalMs = atMs, driving = {}, verdict }: Given): Anomaly {
  const contributions = Object.entries(driving).map(([feature, [contribution, observed, expected]]): Contribution => {
    if (expected === undefined) return { feature, contribution, observed };
    return { feature, contribution, observed, expected, direction: observed < expected ? 'below' : 'above' };
  });
  return {
    shardId: 'shardId-000000000000',
    partitionKey: source,
    sequenceNumber: '1',
    index: 0,
    arrivalMs,
    observation: { source, timestampMs: atMs, features: {} },
    verdict: { score: 2, threshold: 1, anomalous: true, grade: 0.5, modelVersion: 'v', contributions, ...verdict },
  };
}
