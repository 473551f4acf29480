import type { IncomingHttpHeaders } from 'node:http';
import type { Model } from '../../../model/model.ts';
import type { AnswerForm } from '../answers/answer-form.ts';
import { BufferPool } from '../answers/buffer-pool.ts';
import { CooperativeScheduler } from '../cooperative-scheduler.ts';
import { answerFormOf, type RowForm, rowFormOf } from '../media-types.ts';
import { type ScoredBody, Scorer } from '../scorer.ts';
import { ByteBudget } from './byte-budget.ts';
import type { DirectRequest } from './direct-request.ts';
import { HttpProblem, httpProblem, MAX_BODY_BYTES } from './http-problems.ts';
import { type HttpResponse, problemResponse } from './http-response.ts';
import { Outbox } from './outbox.ts';
import { readBody } from './read-body.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** A body up to this size, a hundred rows and more, takes its first step as soon as it is there. */
const SMALL_BODY_BYTES = 16 * 1024;

/** Up to this size an answer is sent as a text; beyond, that costs a copy more than it saves. */
const SMALL_ANSWER_BYTES = 4 * 1024;

/** Called once with the answer; with undefined if the client went away before it had sent its body. */
export type Respond = (answer: HttpResponse | undefined) => void;

/** `POST /invocations`. */
export class Invocations {
  readonly #metrics: ServerMetrics;
  readonly #logBug: (error: unknown) => void;
  readonly #scorer: Scorer;
  readonly #buffers = new BufferPool();
  readonly #scheduler = new CooperativeScheduler(() => performance.now());
  readonly #outbox = new Outbox(() => performance.now());
  /** Four of the largest bodies at once. */
  readonly #bodyBytes = new ByteBudget(4 * MAX_BODY_BYTES);

  constructor(model: Model, metrics: ServerMetrics, logBug: (error: unknown) => void, maxAnswerBytes: number) {
    this.#metrics = metrics;
    this.#logBug = logBug;
    this.#scorer = new Scorer(model, this.#buffers, maxAnswerBytes);
  }

  /** In callbacks and not in promises, which would cost a small request a tenth of its time. */
  answer(request: DirectRequest, respond: Respond): void {
    const forms = formsOf(request.headers);
    if (forms instanceof HttpProblem) {
      respond(problemResponse(forms));
      return;
    }
    readBody(request, this.#bodyBytes, (body) => {
      if (body === undefined) respond(undefined);
      else if (body instanceof HttpProblem) respond(problemResponse(body));
      else {
        this.#score(body, forms, (answer) => {
          this.#bodyBytes.giveBack(body.length);
          respond(answer);
        });
      }
    });
  }

  #score(body: Buffer, { rowForm, answerForm }: Forms, respond: Respond): void {
    const work = this.#scorer.score(body, rowForm, answerForm);
    const step = (leave: (send: () => void) => void): boolean => {
      let answer: HttpResponse;
      try {
        const { done, value } = work.next();
        if (!done) return false;
        answer = value instanceof HttpProblem ? problemResponse(value) : this.#scored(value, answerForm.contentType);
      } catch (error) {
        this.#logBug(error);
        answer = problemResponse(httpProblem('unprocessable'));
      }
      leave(() => respond(answer));
      return true;
    };
    // small work is mostly done with its first step: its answer only waits for those of requests that came with it
    const done = body.length <= SMALL_BODY_BYTES && step((send) => this.#outbox.add(send));
    if (!done) this.#scheduler.add(() => step((send) => send()));
  }

  #scored(scored: ScoredBody, contentType: string): HttpResponse {
    this.#metrics.countRows(scored);
    const { buffer, length } = scored;
    if (length > SMALL_ANSWER_BYTES) {
      const release = () => this.#buffers.giveBack(buffer);
      return { status: 200, contentType, body: buffer.bytes.subarray(0, length), release };
    }
    const body = buffer.bytes.toString('latin1', 0, length);
    this.#buffers.giveBack(buffer);
    return { status: 200, contentType, body };
  }
}

/** How the body is read, and the answer written. */
interface Forms {
  readonly rowForm: RowForm;
  readonly answerForm: AnswerForm;
}

function formsOf(headers: IncomingHttpHeaders): Forms | HttpProblem {
  const rowForm = rowFormOf(headers['content-type']);
  if (rowForm instanceof HttpProblem) return rowForm;
  const answerForm = answerFormOf(headers.accept);
  if (answerForm instanceof HttpProblem) return answerForm;
  const encoding = headers['content-encoding'];
  return encoding === undefined ? { rowForm, answerForm } : httpProblem('unsupported_encoding', { got: encoding });
}
