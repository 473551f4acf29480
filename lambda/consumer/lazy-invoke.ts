import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import type { Invoke } from '../aws/scoring-endpoint.ts';
import { withFallback } from '../scoring/fallback.ts';
import type { ArchiveOf } from '../scoring/held-models.ts';
import { once } from './once.ts';
import type { Report } from './ports.ts';

/**
 * Whoever scores: the endpoint, the function in its place while it is away, or the function alone. What the function
 * scores with is loaded when it first does.
 */
export function lazyInvoke(
  { endpointName, fallback, maxRequestBytes }: ConsumerSettings,
  { fallback: onChange }: Pick<Report, 'fallback'>,
  archiveOf: ArchiveOf,
): Invoke {
  const inFunction = lazy(async () => {
    const { inFunctionScoring } = await import('../scoring/in-function.ts');
    return inFunctionScoring({ archiveOf, maxAnswerBytes: maxRequestBytes, now: () => performance.now() });
  });
  if (endpointName === undefined) return inFunction;
  const endpoint = lazy(async () => (await import('../aws/scoring-endpoint.ts')).scoringEndpoint(endpointName));
  if (fallback !== 'on') return endpoint;
  return withFallback({ endpoint, inFunction, now: Date.now, sleep: (ms) => sleep(ms), onChange });
}

function lazy(open: () => Promise<Invoke>): Invoke {
  const opened = once(open);
  return async (...request) => (await opened())(...request);
}
