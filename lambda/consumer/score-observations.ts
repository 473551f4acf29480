import pLimit from 'p-limit';
import { malformed, type Problem } from '../../contracts/result.ts';
import { encodeScoringRequest, type Instance, type ScoredRow } from '../../contracts/scoring.ts';
import { Unavailable } from '../unavailable.ts';
import { type Ask, FailureIsolation, type Known, type ScoringRequest, type Suspect } from './isolate-failures.ts';

export interface ScoringLimits {
  readonly maxRequestBytes: number;
  readonly maxConcurrentRequests: number;
}

export interface Scoring {
  /** Aligned with the observations; undefined where nothing is decided yet. */
  readonly rows: readonly (ScoredRow | undefined)[];
  readonly suspects: readonly Suspect[];
  /** An observation got a verdict: whatever else is wrong, the endpoint is not away. */
  readonly isProven: boolean;
  /** Why not all are decided, where that is not only because of suspects. */
  readonly unavailable?: Unavailable;
}

/**
 * Scores observations in as few requests as the limits allow.
 *
 * @param suspects how many, from the first, have failed alone before: they have requests of their own
 */
export async function scoreObservations(
  observations: readonly Instance[],
  suspects: number,
  ask: Ask,
  { maxRequestBytes, maxConcurrentRequests }: ScoringLimits,
  known: Known,
): Promise<Scoring> {
  const isolation = new FailureIsolation(observations, ask, known);
  const requests = [
    ...packRequests(observations.slice(0, suspects), maxRequestBytes, 0, true),
    ...packRequests(observations.slice(suspects), maxRequestBytes, suspects, false),
  ];
  const limit = pLimit(maxConcurrentRequests);
  await Promise.all(
    requests.map((request) =>
      limit(async () => {
        const bytes = request.body.length;
        if (bytes > maxRequestBytes) isolation.rows[request.from] = { error: tooLarge(bytes, maxRequestBytes) };
        else await isolation.score(request);
      }),
    ),
  );
  const { rows, suspects: found, isProven, failure } = isolation;
  if (failure !== undefined && !(failure instanceof Unavailable)) throw failure;
  return { rows, suspects: found, isProven, unavailable: failure };
}

/** Consecutive observations, halved until each body fits; one observation alone may still be too large. */
function packRequests(
  observations: readonly Instance[],
  maxBytes: number,
  offset: number,
  areSuspects: boolean,
): ScoringRequest[] {
  if (observations.length === 0) return [];
  const body = encodeScoringRequest(observations);
  if (body.length <= maxBytes || observations.length === 1) {
    return [{ from: offset, to: offset + observations.length, body, areSuspects }];
  }
  const middle = observations.length >> 1;
  return [
    ...packRequests(observations.slice(0, middle), maxBytes, offset, areSuspects),
    ...packRequests(observations.slice(middle), maxBytes, offset + middle, areSuspects),
  ];
}

function tooLarge(bytes: number, maxBytes: number): Problem {
  return malformed('too_large', '', `an observation must fit a scoring request of ${maxBytes} bytes, got ${bytes}`)
    .problem;
}
