import pLimit from 'p-limit';
import { malformed, type Problem } from '../../contracts/result.ts';
import { encodeScoringRequest, type Instance } from '../../contracts/scoring.ts';
import type { Invoke } from '../aws/scoring-endpoint.ts';
import { OutOfTime, Unavailable } from '../failures.ts';
import { Evidence } from './evidence.ts';
import { type Ask, FailureIsolation, type ScoringRequest } from './isolate-failures.ts';
import type { Score, Scoring, ScoringCall, Unscored } from './score.ts';

export interface EndpointScoring {
  readonly invoke: Invoke;
  /** One call is abandoned after this long. */
  readonly timeoutMs: number;
  readonly maxRequestBytes: number;
  readonly maxConcurrentRequests: number;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
  /** One request, by whomever it was scored and however it ended. */
  onCall(latencyMs: number): void;
}

/**
 * Of a call while the search is for what holds up a shard: halving down to one of thousands takes a dozen calls that
 * fail.
 */
const HELD_TIMEOUT_MS = 5000;

/**
 * Scores by the endpoint, in as few requests as the limits allow. What the process has seen of it outlives the call, so
 * that an observation that the endpoint cannot answer is told from an endpoint that answers nothing
 * (`isolate-failures.ts`).
 */
export function endpointScoring(scoring: EndpointScoring, evidence = new Evidence()): Score {
  return async (observations, call) => {
    const suspects = observations.filter((one) => evidence.isSuspect(one));
    const others = suspects.length > 0 ? observations.filter((one) => !evidence.isSuspect(one)) : observations;
    const asked = suspects.length > 0 ? [...suspects, ...others] : observations;
    const isolation = new FailureIsolation(asked, asking(scoring, call), { evidence, ...call });
    const requests = [
      ...packRequests(suspects, scoring.maxRequestBytes, 0, true),
      ...packRequests(others, scoring.maxRequestBytes, suspects.length, false),
    ];
    await sendAll(requests, isolation, scoring, call);
    const { failure } = isolation;
    if (failure !== undefined && !(failure instanceof Unavailable)) throw failure;
    const result = conclude(asked, isolation, evidence, failure);
    return asked === observations ? result : { ...result, rows: inOrder(observations, asked, result.rows) };
  };
}

/** Rows as their observations were given, who were asked in another order. */
function inOrder<Row>(given: readonly Unscored[], asked: readonly Unscored[], rows: readonly Row[]): Row[] {
  const places = new Map(asked.map((one, at) => [one, at]));
  return given.map((one) => rows[places.get(one)!]);
}

async function sendAll(
  requests: readonly ScoringRequest[],
  isolation: FailureIsolation,
  { maxRequestBytes, maxConcurrentRequests }: EndpointScoring,
  { isRecovering }: ScoringCall,
): Promise<void> {
  const limit = pLimit(isRecovering ? 1 : maxConcurrentRequests);
  await Promise.all(
    requests.map((request) =>
      limit(async () => {
        const bytes = request.body.length;
        if (bytes > maxRequestBytes) isolation.rows[request.from] = { error: tooLarge(bytes, maxRequestBytes) };
        else await isolation.score(request);
      }),
    ),
  );
}

/** Failures of an observation alone, in a row and each beside an accepted control, after which it is to blame. */
const FAILURES_TO_CONDEMN = 4;

/** A suspect that is not condemned yet. */
interface LeftSuspect {
  readonly identity: string;
  readonly failures: number;
  readonly problem: Problem;
}

/** Clears who got an outcome, counts the failures of suspects, and condemns those that have failed often enough. */
function conclude(
  asked: readonly Unscored[],
  isolation: FailureIsolation,
  evidence: Evidence,
  failure: Unavailable | undefined,
): Scoring {
  const { rows, suspects, isProven } = isolation;
  for (const [i, one] of asked.entries()) if (rows[i]) evidence.clear(one);
  const left: LeftSuspect[] = [];
  for (const { at, problem } of suspects) {
    const { identity } = asked[at];
    const failures = evidence.fail(identity);
    if (failures < FAILURES_TO_CONDEMN) left.push({ identity, failures, problem });
    else rows[at] = { error: problem };
  }
  const unavailable = failure ?? (left.length > 0 ? new Unavailable('scoring', reasonToWait(left)) : undefined);
  const failuresOfRest = isProven ? Math.max(0, ...left.map(({ failures }) => failures)) : undefined;
  return { rows, ...(unavailable && { unavailable }), ...(failuresOfRest !== undefined && { failuresOfRest }) };
}

function reasonToWait([first, ...others]: readonly LeftSuspect[]): string {
  const { identity, failures, problem } = first!;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `others are accepted, but ${identity}${more} failed, ${failures} in a row: ${problem.message}`;
}

function asking({ invoke, timeoutMs, now, onCall }: EndpointScoring, { remainingMs, isHeld, model }: ScoringCall): Ask {
  // Where the endpoint answers others at once, a long wait for one tells nothing more.
  const longestMs = isHeld ? Math.min(timeoutMs, HELD_TIMEOUT_MS) : timeoutMs;
  return async (body) => {
    const callMs = Math.min(longestMs, remainingMs());
    if (callMs <= 0) throw new OutOfTime('scoring', 'the invocation has no time left for another call');
    const startedMs = now();
    try {
      return await invoke(body, callMs, model);
    } finally {
      onCall(now() - startedMs);
    }
  };
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
  return malformed(
    'observation_too_large',
    '',
    `an observation must fit a scoring request of ${maxBytes} bytes, got ${bytes}`,
  ).problem;
}
