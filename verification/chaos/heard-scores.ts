import type { Features } from '../../contracts/observation.ts';
import { decodeScoringResponse } from '../../contracts/scoring.ts';
import type { PlannedAnomaly } from './planned-record.ts';

/**
 * The version of the model that told an invocation of each anomaly, by the anomaly's signature; {@link SEVERAL} where
 * more than one did and only the consumer knows which answer it went by.
 */
export type Heard = ReadonlyMap<number, string>;

export const SEVERAL = 'several versions';

/** What each invocation of the consumer was told about anomalies, read from the endpoint's answers as they reach it. */
export class HeardScores {
  readonly #firstFeature: string;
  readonly #signatures = new Set<number>();
  readonly #byTrace = new Map<string, Map<number, string>>();

  /** @param firstFeature name of the feature whose value is the signature */
  constructor(firstFeature: string) {
    this.#firstFeature = firstFeature;
  }

  /** An anomaly that will be put. */
  expect({ signature }: PlannedAnomaly): void {
    this.#signatures.add(signature);
  }

  /** One call of the endpoint that was answered with 200, whatever the answer is worth. */
  hear(trace: string, request: Uint8Array, response: string | Uint8Array): void {
    const { instances } = JSON.parse(Buffer.from(request).toString()) as { instances: { features: Features }[] };
    const scored = decodeScoringResponse(Buffer.from(response).toString(), instances.length);
    if (!scored.ok) return;
    const heard = this.#byTrace.get(trace) ?? new Map<number, string>();
    this.#byTrace.set(trace, heard);
    for (const [i, row] of scored.value.entries()) {
      const signature = this.#signatureOf(instances[i].features);
      if (signature === undefined || 'error' in row) continue;
      const version = row.verdict.modelVersion;
      heard.set(signature, (heard.get(signature) ?? version) === version ? version : SEVERAL);
    }
  }

  /** What the invocation of this trace has heard so far. */
  by(trace: string): Heard {
    return new Map(this.#byTrace.get(trace));
  }

  #signatureOf(features: Features): number | undefined {
    const value = Array.isArray(features) ? features[0] : (features as Record<string, number>)[this.#firstFeature];
    return this.#signatures.has(value) ? value : undefined;
  }
}
