import pLimit from 'p-limit';
import type { Observation } from '../../contracts/observation.ts';
import { malformed, type Problem } from '../../contracts/result.ts';
import { decodeScoringResponse, encodeScoringRequest, type ScoredRow } from '../../contracts/scoring.ts';
import type { ScoringAnswer } from '../aws/scoring-endpoint.ts';
import { Unavailable } from '../unavailable.ts';

export interface ScoringLimits {
  readonly maxRequestBytes: number;
  readonly maxConcurrentRequests: number;
}

/** Asks the endpoint once; timeout, remaining time and metric are the caller's. Fails with {@link Unavailable}. */
export type Ask = (body: Uint8Array) => Promise<ScoringAnswer>;

export interface Scoring {
  /** Aligned with the observations; undefined where nothing is decided yet. */
  readonly rows: readonly (ScoredRow | undefined)[];
  /** Why not all are decided. */
  readonly unavailable?: Unavailable;
}

/**
 * Scores observations in as few requests as the limits allow. A request that the container refuses, or answers with the wrong number of scores, is
 * halved down to the observation that is to blame, and that one alone becomes an error. When every observation seems to be to blame for wrong
 * answers, the endpoint is: then they stay undecided.
 */
export async function scoreObservations(
  observations: readonly Observation[],
  ask: Ask,
  { maxRequestBytes, maxConcurrentRequests }: ScoringLimits,
): Promise<Scoring> {
  const search = new BlameSearch(observations, ask);
  const limit = pLimit(maxConcurrentRequests);
  let failure: unknown;

  async function unlessFailed(work: () => Promise<void>): Promise<void> {
    if (failure) return;
    try {
      await work();
    } catch (error) {
      failure = error;
    }
  }

  const requests = packRequests(observations, maxRequestBytes);
  await Promise.all(
    requests.map(({ from, to, body }) =>
      limit(() => unlessFailed(() => search.score(from, to, body, maxRequestBytes))),
    ),
  );
  await unlessFailed(() => search.askSuspectsAgain());
  if (failure && !(failure instanceof Unavailable)) throw failure;
  return { rows: search.rows, unavailable: failure as Unavailable | undefined };
}

class BlameSearch {
  readonly rows: (ScoredRow | undefined)[];
  readonly #observations: readonly Observation[];
  readonly #ask: Ask;
  /** Observations that alone got an answer that is none. */
  readonly #suspects: { readonly at: number; readonly problem: Problem }[] = [];
  /** The endpoint can answer, so a wrong answer is about the observation. */
  #answersRight = false;

  constructor(observations: readonly Observation[], ask: Ask) {
    this.rows = new Array(observations.length);
    this.#observations = observations;
    this.#ask = ask;
  }

  async score(from: number, to: number, body: Uint8Array, maxBytes: number): Promise<void> {
    if (body.length > maxBytes) {
      this.rows[from] = { error: tooLarge(body.length, maxBytes) };
      return;
    }
    await this.#settle(from, to, await this.#ask(body));
  }

  /** A single wrong answer may be chance: what is quarantined is not scored again. */
  async askSuspectsAgain(): Promise<void> {
    for (const { at, problem } of this.#suspects) {
      if (!this.#answersRight) throw new Unavailable('scoring', problem.message);
      const answer = await this.#ask(this.#encode(at, at + 1));
      const scored = answer.kind === 'answered' ? decodeScoringResponse(answer.body, 1) : undefined;
      this.rows[at] = scored?.ok ? scored.value[0]! : { error: { ...problem, code: 'unanswerable' } };
    }
  }

  async #settle(from: number, to: number, answer: ScoringAnswer): Promise<void> {
    if (answer.kind === 'refused') return this.#refused(from, to, answer.reason);
    const scored = decodeScoringResponse(answer.body, to - from);
    if (!scored.ok) return this.#answeredWrong(from, to, scored.problem);
    this.#answersRight = true;
    for (const [i, row] of scored.value.entries()) this.rows[from + i] = row;
  }

  async #refused(from: number, to: number, reason: string): Promise<void> {
    if (to - from > 1) return this.#halves(from, to);
    const again = await this.#ask(this.#encode(from, to));
    if (again.kind === 'answered') return this.#settle(from, to, again);
    this.rows[from] = { error: malformed('refused', '', `the endpoint refuses it: ${reason}`).problem };
  }

  async #answeredWrong(from: number, to: number, problem: Problem): Promise<void> {
    if (to - from > 1) return this.#halves(from, to);
    this.#suspects.push({ at: from, problem });
    if (!this.#answersRight && this.#suspects.length > 1) throw new Unavailable('scoring', problem.message);
  }

  async #halves(from: number, to: number): Promise<void> {
    const middle = (from + to) >> 1;
    await this.#settle(from, middle, await this.#ask(this.#encode(from, middle)));
    await this.#settle(middle, to, await this.#ask(this.#encode(middle, to)));
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
