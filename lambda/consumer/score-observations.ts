import pLimit from 'p-limit';
import type { Observation } from '../../contracts/observation.ts';
import { malformed, type Problem } from '../../contracts/result.ts';
import { decodeScoringResponse, encodeScoringRequest, type ScoredRow } from '../../contracts/scoring.ts';
import type { ScoringAnswer } from '../aws/scoring-endpoint.ts';
import { Unavailable } from '../unavailable.ts';
import { unprocessable } from './entry.ts';

export interface ScoringLimits {
  readonly maxRequestBytes: number;
  readonly maxConcurrentRequests: number;
}

/** Asks the endpoint once; timeout, remaining time and metric are the caller's. Fails with {@link Unavailable}. */
export type Ask = (body: Uint8Array) => Promise<ScoringAnswer>;

export interface Scoring {
  /** Aligned with the observations; undefined where nothing is decided yet. */
  readonly rows: readonly (ScoredRow | undefined)[];
  /** Observations that alone got an answer that is none, while others got theirs. Chance, or there is something about them. */
  readonly suspects: readonly Suspect[];
  /** An observation that the endpoint answered right: it can, so a wrong answer says something about the suspects. */
  readonly witness?: Observation;
  /** Why not all are decided. */
  readonly unavailable?: Unavailable;
}

export interface Suspect {
  /** Index of the observation. */
  readonly at: number;
  readonly problem: Problem;
}

/** Refusals of an observation alone, in a row: what is quarantined is not scored again, so a passing fault must not decide it. */
const REFUSALS = 3;

/**
 * Scores observations in as few requests as the limits allow. A request that the container refuses, or answers with the wrong number of scores, is
 * halved down to the observation that is to blame, and so is one that our own code throws on: a refused one becomes an error, one with a wrong answer a
 * suspect. When no answer is right, the endpoint is to blame.
 */
export async function scoreObservations(
  observations: readonly Observation[],
  ask: Ask,
  { maxRequestBytes, maxConcurrentRequests }: ScoringLimits,
): Promise<Scoring> {
  const search = new BlameSearch(observations, ask);
  const limit = pLimit(maxConcurrentRequests);
  let failure: unknown;
  const requests = packRequests(observations, maxRequestBytes).map(({ from, to, body }) =>
    limit(async () => {
      if (failure) return;
      try {
        if (body.length > maxRequestBytes) search.rows[from] = { error: tooLarge(body.length, maxRequestBytes) };
        else await search.score(from, to, body);
      } catch (error) {
        failure = error;
      }
    }),
  );
  await Promise.all(requests);
  if (failure !== undefined && !(failure instanceof Unavailable)) throw failure;
  return { rows: search.rows, suspects: search.suspects, witness: search.witness, unavailable: failure };
}

/** Finds the observations that a request fails for. */
class BlameSearch {
  readonly rows: (ScoredRow | undefined)[];
  readonly suspects: Suspect[] = [];
  witness?: Observation;
  readonly #observations: readonly Observation[];
  readonly #ask: Ask;
  /** Of an observation alone. */
  readonly #refusals = new Map<number, number>();

  constructor(observations: readonly Observation[], ask: Ask) {
    this.rows = new Array(observations.length);
    this.#observations = observations;
    this.#ask = ask;
  }

  async score(from: number, to: number, body?: Uint8Array): Promise<void> {
    const isAlone = to - from === 1;
    let answer: ScoringAnswer;
    try {
      answer = await this.#ask(body ?? this.#encode(from, to));
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      if (!isAlone) return this.#scoreHalves(from, to);
      this.rows[from] = { error: unprocessable(error) };
      return;
    }
    if (answer.kind === 'refused') return isAlone ? this.#refused(from, answer.reason) : this.#scoreHalves(from, to);
    const scored = decodeScoringResponse(answer.body, to - from);
    if (scored.ok) {
      this.witness ??= this.#observations[from];
      for (const [i, row] of scored.value.entries()) this.rows[from + i] = row;
      return;
    }
    if (!isAlone) return this.#scoreHalves(from, to);
    if (!this.witness) await this.#proveOnLast(from, scored.problem);
    this.suspects.push({ at: from, problem: scored.problem });
  }

  async #refused(at: number, reason: string): Promise<void> {
    const refusals = (this.#refusals.get(at) ?? 0) + 1;
    this.#refusals.set(at, refusals);
    if (refusals < REFUSALS) return this.score(at, at + 1);
    this.rows[at] = { error: malformed('refused', '', `the endpoint refuses it: ${reason}`).problem };
  }

  /** Observations that are wrong come together; the last one is the furthest from the first. */
  async #proveOnLast(suspect: number, problem: Problem): Promise<void> {
    const last = this.#observations.length - 1;
    const answer = suspect === last ? undefined : await this.#ask(this.#encode(last, last + 1));
    const scored = answer?.kind === 'answered' ? decodeScoringResponse(answer.body, 1) : undefined;
    if (!scored?.ok) throw new Unavailable('scoring', problem.message);
    this.witness = this.#observations[last];
  }

  async #scoreHalves(from: number, to: number): Promise<void> {
    const middle = (from + to) >> 1;
    await this.score(from, middle);
    await this.score(middle, to);
  }

  #encode(from: number, to: number): Uint8Array {
    return encodeScoringRequest(this.#observations.slice(from, to));
  }
}

interface Request {
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array;
}

/** Consecutive observations, halved until each body fits; one observation alone may still be too large. */
function packRequests(observations: readonly Observation[], maxBytes: number, offset = 0): Request[] {
  if (observations.length === 0) return [];
  const body = encodeScoringRequest(observations);
  if (body.length <= maxBytes || observations.length === 1) {
    return [{ from: offset, to: offset + observations.length, body }];
  }
  const middle = observations.length >> 1;
  return [
    ...packRequests(observations.slice(0, middle), maxBytes, offset),
    ...packRequests(observations.slice(middle), maxBytes, offset + middle),
  ];
}

function tooLarge(bytes: number, maxBytes: number): Problem {
  return malformed('too_large', '', `an observation must fit a scoring request of ${maxBytes} bytes, got ${bytes}`)
    .problem;
}
