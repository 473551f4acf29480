import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import type { Invoke, Send } from '../aws/scoring-endpoint.ts';
import { bringingModels } from '../scoring/bring-models.ts';
import { withFallback } from '../scoring/fallback.ts';
import type { ArchiveOf } from '../scoring/held-models.ts';
import { once } from './once.ts';
import type { Report } from './ports.ts';

/** Who scores for the model that judges, and for a shadow. */
interface Invokes {
  readonly invoke: Invoke;
  /** Nobody takes the endpoint's place, and nothing that fails here says that it is away. */
  readonly invokeShadow: Invoke;
}

/**
 * Whoever scores: the endpoint, the function in its place while it is away, or the function alone. What the function
 * scores with is loaded when it first does.
 */
export function lazyInvoke(
  { endpointName, fallbackAfterMs, maxRequestBytes }: ConsumerSettings,
  { fallback: onChange }: Pick<Report, 'fallback'>,
  archiveOf: ArchiveOf,
): Invokes {
  const loaded = once(async () => {
    const { inFunctionScoring } = await import('../scoring/in-function.ts');
    return inFunctionScoring({ archiveOf, maxAnswerBytes: maxRequestBytes, now: () => performance.now() });
  });
  const inFunction: Invoke = async (...request) => (await loaded())(...request);
  if (endpointName === undefined) return { invoke: inFunction, invokeShadow: inFunction };
  const opened = once(async () => (await import('../aws/scoring-endpoint.ts')).scoringEndpoint(endpointName));
  const send: Send = async (...request) => (await opened())(...request);
  const endpoint = bringingModels({ send, archiveOf, maxRequestBytes, now: Date.now });
  if (fallbackAfterMs === undefined) return { invoke: endpoint, invokeShadow: endpoint };
  const afterMs = fallbackAfterMs;
  const invoke = withFallback({ endpoint, inFunction, afterMs, now: Date.now, sleep: (ms) => sleep(ms), onChange });
  return { invoke, invokeShadow: endpoint };
}
