import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Model } from '../../../model/model.ts';
import { type AnswerForm, answerFormOf } from '../answers/answer-forms.ts';
import { BufferPool } from '../answers/buffer-pool.ts';
import { CooperativeScheduler } from '../cooperative-scheduler.ts';
import { type RowForm, rowFormOf } from '../rows/row-forms.ts';
import { Scorer } from '../scorer.ts';
import { HttpProblem, httpProblem, MAX_BODY_BYTES } from './http-problems.ts';
import { type HttpResponse, problemResponse } from './http-response.ts';
import { ByteBudget, readBody } from './read-body.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** A body up to this size, a hundred rows and more, is mostly done with the first step of its job. */
const SMALL_BODY_BYTES = 16 * 1024;

/** Answers `POST /invocations`: reads the body, has it scored in turns with others, and makes the response. */
export class Invocations {
  readonly #metrics: ServerMetrics;
  readonly #logBug: (error: unknown) => void;
  readonly #scorer: Scorer;
  readonly #buffers = new BufferPool();
  readonly #scheduler = new CooperativeScheduler(() => performance.now());
  /** Four of the largest bodies at once. */
  readonly #bodyBytes = new ByteBudget(4 * MAX_BODY_BYTES);

  constructor(model: Model, metrics: ServerMetrics, logBug: (error: unknown) => void, maxAnswerBytes: number) {
    this.#metrics = metrics;
    this.#logBug = logBug;
    this.#scorer = new Scorer(model, this.#buffers, maxAnswerBytes);
  }

  /**
   * Answers one request. Never rejects: a bug is logged and answered.
   *
   * @returns undefined if the client went away before it had sent its body
   */
  async answer(request: IncomingMessage): Promise<HttpResponse | undefined> {
    const forms = formsOf(request.headers);
    if (forms instanceof HttpProblem) return problemResponse(forms);
    const body = await readBody(request, this.#bodyBytes);
    if (body === undefined) return undefined;
    if (body instanceof HttpProblem) return problemResponse(body);
    try {
      const { rowForm, answerForm } = forms;
      if (rowForm.isText && !isUtf8(body)) return problemResponse(httpProblem('not_utf8'));
      const job = this.#scorer.score(body, rowForm, answerForm);
      const scored = await this.#scheduler.run(job, body.length <= SMALL_BODY_BYTES);
      if (scored instanceof HttpProblem) return problemResponse(scored);
      this.#metrics.countRows(scored);
      const { buffer, length } = scored;
      const release = () => this.#buffers.giveBack(buffer);
      return { status: 200, contentType: answerForm.contentType, body: buffer.bytes.subarray(0, length), release };
    } catch (error) {
      this.#logBug(error);
      return problemResponse(httpProblem('internal_error'));
    } finally {
      this.#bodyBytes.giveBack(body.length);
    }
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
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') return httpProblem('unsupported_encoding', { got: encoding });
  return { rowForm, answerForm };
}
