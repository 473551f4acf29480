import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { type Answer, refusalAnswer } from './answer.ts';
import { ByteBudget } from './byte-budget.ts';
import { answerFormOf, rowFormOf } from './media-types.ts';
import { readBody } from './read-body.ts';
import type { ScoredBody, Scorer } from './scorer.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { isRefusal, MAX_BODY_BYTES, type Refusal, refusal } from './serving-problems.ts';
import { Turns, type Work } from './turns.ts';

/** A body up to this size, about a hundred rows, takes its first turn as soon as it is there. */
const SMALL_BODY_BYTES = 8 * 1024;

/** `POST /invocations`. */
export class Invocations {
  readonly #metrics: ServerMetrics;
  readonly #turns = new Turns();
  /** Four of the largest bodies at once. */
  readonly #bodyBytes = new ByteBudget(4 * MAX_BODY_BYTES);

  constructor(metrics: ServerMetrics) {
    this.#metrics = metrics;
  }

  /** @returns undefined if the client went away before it had sent its body */
  async answer(request: IncomingMessage, scorer: Scorer): Promise<Answer | undefined> {
    const rowForm = rowFormOf(request.headers['content-type']);
    if (isRefusal(rowForm)) return refusalAnswer(rowForm);
    const answerForm = answerFormOf(request.headers.accept);
    if (isRefusal(answerForm)) return refusalAnswer(answerForm);
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined) return refusalAnswer(refusal('unsupported_encoding', { got: encoding }));

    const share = this.#bodyBytes.openShare();
    try {
      const body = await readBody(request, share);
      if (body === undefined) return undefined;
      if (isRefusal(body)) return refusalAnswer(body);
      if (!isUtf8(body)) return refusalAnswer(refusal('not_utf8'));
      const scored = await this.#finish(scorer.score(body, rowForm, answerForm), body.length);
      if (isRefusal(scored)) return refusalAnswer(scored);
      this.#metrics.countRows(scored);
      return { status: 200, contentType: answerForm.contentType, text: scored.text };
    } finally {
      share.giveBack();
    }
  }

  /** Small work is mostly done with its first step and then waits for nobody. */
  #finish(work: Work<ScoredBody | Refusal>, bodyBytes: number): ScoredBody | Refusal | Promise<ScoredBody | Refusal> {
    if (bodyBytes <= SMALL_BODY_BYTES) {
      const { done, value } = work.next();
      if (done) return value;
    }
    return this.#turns.finish(work);
  }
}
