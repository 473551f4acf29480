import pLimit from 'p-limit';
import { malformed, type Problem } from '../../contracts/result.ts';
import { decodeScoringResponse, encodeScoringRequest, type Instance, type ScoredRow } from '../../contracts/scoring.ts';
import type { ScoringAnswer } from '../aws/scoring-endpoint.ts';
import { OutOfTime, Unavailable, unprocessable } from '../failures.ts';

import type { Evidence } from './evidence.ts';

/** Asks the endpoint once; timeout, remaining time and metric are the caller's. Fails with {@link Unavailable}. */
export type Ask = (body: Uint8Array) => Promise<ScoringAnswer>;

/** Consecutive observations. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ScoringRequest extends Span {
  readonly body: Uint8Array;
  /** Each of them has failed alone before. */
  readonly areSuspects: boolean;
}

/** What is known before the search. */
export interface Known {
  readonly evidence: Evidence;
  /** Identity of the version that is asked for. */
  readonly model: string;
  /**
   * The shard has been held up for long: 5xx and no answer are failures of the request, too, for which somebody may be
   * to blame.
   */
  readonly isHeld: boolean;
}

/** An observation that failed alone, although another one was accepted directly after it: by chance, or it is bad. */
export interface Suspect {
  /** Index of the observation. */
  readonly at: number;
  readonly problem: Problem;
}

/** Observations of a request that are asked alone when none is known that was accepted. */
const OTHER_CONTROLS = 2;

type Failed = { readonly kind: 'failed'; readonly problem: Problem };
type Reply =
  | { readonly kind: 'right'; readonly rows: readonly ScoredRow[] }
  | Failed
  | { readonly kind: 'too large' }
  | { readonly kind: 'threw'; readonly problem: Problem };

/**
 * Finds the observations that a request fails for, and tells them from an endpoint that fails for all. A request fails
 * when it is refused (4xx) or answered wrongly (not JSON, wrong number of rows, not a row); where a shard has been held
 * up for long, also when it is not answered or with 5xx, which otherwise ends the search. A control is an observation
 * that got a verdict, the last one of this scoring, else of this process, or any other one of the same request; it is
 * accepted when it gets a verdict now, alone.
 *
 * | request of | reply | what follows |
 * |---|---|---|
 * | any | right | its rows are the outcomes; suspects among them are cleared |
 * | several | too large, or our own code threw | each half is asked, nobody is suspected |
 * | one | our own code threw | its outcome is `unprocessable` |
 * | any | failed, no control is accepted | the endpoint is unavailable, nobody is suspected |
 * | several | failed, a control is accepted | each half is asked; suspects are asked one by one |
 * | one | failed, a control is accepted after it | it is a suspect: one failure more in a row |
 *
 * | a suspect's failures in a row | what follows |
 * |---|---|
 * | 1, 2, 3 | all else gets its outcome; after 1, 4, 12 s the suspects are asked together, then each alone |
 * | 4 | its outcome is `refused` or `unanswerable`, with the last reason |
 */
export class FailureIsolation {
  readonly rows: (ScoredRow | undefined)[];
  readonly suspects: Suspect[] = [];
  /** Why the search ended early: {@link Unavailable}, or a bug. */
  failure: unknown;
  readonly #observations: readonly Instance[];
  readonly #ask: Ask;
  readonly #evidence: Evidence;
  readonly #model: string;
  readonly #isHeld: boolean;
  readonly #inTurn = pLimit(1);
  #control: Instance | undefined;
  /** The last reply of the search, other requests aside. */
  #wasRight = false;

  constructor(observations: readonly Instance[], ask: Ask, { evidence, model, isHeld }: Known) {
    this.rows = new Array(observations.length);
    this.#observations = observations;
    this.#ask = ask;
    this.#evidence = evidence;
    this.#model = model;
    this.#isHeld = isHeld;
  }

  /** An observation got a verdict in this scoring. */
  get isProven(): boolean {
    return this.#control !== undefined;
  }

  /** Never fails. Requests may be scored at once; what they fail for is looked for in one after the other. */
  async score(request: ScoringRequest): Promise<void> {
    if (this.failure) return;
    try {
      const reply = await this.#replyTo(this.#observationsOf(request), request.body);
      if (reply.kind === 'right') return this.#accept(request, reply.rows);
      await this.#inTurn(async () => {
        if (this.failure) return;
        this.#wasRight = false;
        await this.#resolve(request, reply, request);
      });
    } catch (error) {
      this.failure ??= error;
    }
  }

  /** @returns whether the reply to the part is right */
  async #search(part: Span, request: ScoringRequest): Promise<boolean> {
    const reply = await this.#replyTo(this.#observationsOf(part));
    await this.#resolve(part, reply, request);
    return reply.kind === 'right';
  }

  async #resolve(part: Span, reply: Reply, request: ScoringRequest): Promise<void> {
    const wasRight = this.#wasRight;
    this.#wasRight = reply.kind === 'right';
    if (reply.kind === 'right') {
      this.#accept(part, reply.rows);
    } else if (reply.kind === 'failed') {
      // What was accepted just before is a control, too; an observation alone needs one that is accepted after it.
      if (!wasRight || sizeOf(part) === 1) await this.#prove(part, reply, request);
      if (sizeOf(part) === 1) this.suspects.push({ at: part.from, problem: reply.problem });
      else await this.#split(part, request);
    } else if (reply.kind === 'threw' && sizeOf(part) === 1) {
      this.rows[part.from] = { error: reply.problem };
    } else {
      for (const half of halvesOf(part)) await this.#search(half, request);
    }
  }

  async #split(part: Span, request: ScoringRequest): Promise<void> {
    if (request.areSuspects) {
      for (let at = part.from; at < part.to; at++) await this.#search(alone(at), request);
      return;
    }
    const [first, second] = halvesOf(part);
    const isFirstRight = await this.#search(first, request);
    // What failed although its first half is right, failed for its second.
    if (isFirstRight && sizeOf(second) > 1) await this.#split(second, request);
    else await this.#search(second, request);
  }

  /** Fails with {@link Unavailable} unless a control is accepted now. */
  async #prove(part: Span, { problem }: Failed, request: ScoringRequest): Promise<void> {
    for (const control of this.#controls(part, request)) {
      const reply = await this.#replyTo([control]);
      if (reply.kind !== 'right' || !('verdict' in reply.rows[0])) continue;
      this.#control = control;
      this.#evidence.accept(control, this.#model);
      this.#wasRight = true;
      return;
    }
    throw new Unavailable('scoring', `no observation is accepted: ${problem.message}`);
  }

  *#controls(failed: Span, request: ScoringRequest): Generator<Instance> {
    const known = this.#control ?? this.#evidence.controlOf(this.#model);
    if (known) yield known;
    for (let i = 0; i < OTHER_CONTROLS; i++) {
      const at = request.to - 1 - Math.floor(this.#evidence.nextProbe() * sizeOf(request));
      if (at !== failed.from || sizeOf(failed) > 1) yield this.#observations[at];
    }
  }

  #accept(part: Span, rows: readonly ScoredRow[]): void {
    for (const [i, row] of rows.entries()) this.rows[part.from + i] = row;
    const judged = rows.findIndex((row) => 'verdict' in row);
    if (judged === -1) return;
    this.#control = this.#observations[part.from + judged];
    this.#evidence.accept(this.#control, this.#model);
  }

  async #replyTo(instances: readonly Instance[], body?: Uint8Array): Promise<Reply> {
    try {
      const answer = await this.#ask(body ?? encodeScoringRequest(instances));
      if (answer.kind === 'refused') {
        if (answer.isTooLarge && instances.length > 1) return { kind: 'too large' };
        const { problem } = malformed('refused', '', `the endpoint refuses it: ${answer.reason}`);
        return { kind: 'failed', problem };
      }
      const decoded = decodeScoringResponse(answer.body, instances.length);
      if (decoded.ok) return { kind: 'right', rows: decoded.value.map((row) => scoredBy(row, answer.scoredBy)) };
      return { kind: 'failed', problem: { ...decoded.problem, code: 'unanswerable' } };
    } catch (error) {
      if (error instanceof Unavailable) {
        if (!this.#isHeld || error instanceof OutOfTime) throw error;
        return { kind: 'failed', problem: { code: 'unanswerable', path: '', message: error.message } };
      }
      return { kind: 'threw', problem: unprocessable(error) };
    }
  }

  #observationsOf({ from, to }: Span): readonly Instance[] {
    return this.#observations.slice(from, to);
  }
}

function scoredBy(row: ScoredRow, who: 'function' | undefined): ScoredRow {
  return who && 'verdict' in row ? { verdict: { ...row.verdict, scoredBy: who } } : row;
}

function alone(at: number): Span {
  return { from: at, to: at + 1 };
}

function sizeOf({ from, to }: Span): number {
  return to - from;
}

function halvesOf({ from, to }: Span): [Span, Span] {
  const middle = (from + to) >> 1;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
