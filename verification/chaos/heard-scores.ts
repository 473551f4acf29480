import type { Features } from '../../contracts/observation.ts';
import { decodeScoringResponse } from '../../contracts/scoring.ts';
import { signatureOf } from './expected-verdicts.ts';

/**
 * The version of the model that told an invocation of each anomaly, by the anomaly's signature; {@link SEVERAL} where
 * more than one did and only the consumer knows which answer it went by.
 */
export type Heard = ReadonlyMap<string, string>;

export const SEVERAL = 'several versions';

/** What each invocation of the consumer was told about anomalies, read from the endpoint's answers as they reach it. */
export class HeardScores {
  readonly #firstFeature: string;
  readonly #byTrace = new Map<string, Map<string, string>>();

  /** @param firstFeature name of the feature whose value is the signature */
  constructor(firstFeature: string) {
    this.#firstFeature = firstFeature;
  }

  /** One call of the endpoint that was answered with 200, whatever the answer is worth. */
  hear(trace: string, request: Uint8Array, response: string | Uint8Array): void {
    const { instances, lanes } = JSON.parse(Buffer.from(request).toString()) as ScoringRequest;
    const scored = decodeScoringResponse(Buffer.from(response).toString(), instances.length);
    if (!scored.ok) return;
    const heard = this.#byTrace.get(trace) ?? new Map<string, string>();
    this.#byTrace.set(trace, heard);
    for (const [i, row] of scored.value.entries()) {
      if ('error' in row || !row.verdict.anomalous) continue;
      const signature = this.#signatureOf(instances[i].features, lanes?.stream[i], lanes?.step[i]);
      const version = row.verdict.modelVersion;
      heard.set(signature, (heard.get(signature) ?? version) === version ? version : SEVERAL);
    }
  }

  /** What the invocation of this trace has heard so far. */
  by(trace: string): Heard {
    return new Map(this.#byTrace.get(trace));
  }

  #signatureOf(features: Features, stream?: number | null, step?: number | null): string {
    const first = Array.isArray(features) ? features[0] : (features as Record<string, number>)[this.#firstFeature];
    return signatureOf(first, typeof stream === 'number' && typeof step === 'number' ? { stream, step } : undefined);
  }
}

interface ScoringRequest {
  readonly instances: readonly { readonly features: Features }[];
  /** Null for what has none. */
  readonly lanes?: Readonly<Record<'stream' | 'step', readonly (number | null)[]>>;
}
