import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import {
  detachModel,
  encodeModelNeeded,
  modelOfAttributes,
  WITH_MODEL_CONTENT_TYPE,
} from '../../../contracts/model-request.ts';
import { SCORING_CONTENT_TYPE } from '../../../contracts/scoring.ts';
import type { Model } from '../../../model/model.ts';
import { type AnswerForm, answerFormOf } from '../answers/answer-forms.ts';
import { BufferPool } from '../answers/buffer-pool.ts';
import { CooperativeScheduler } from '../cooperative-scheduler.ts';
import { type RowForm, rowFormOf } from '../rows/row-forms.ts';
import { Scorer } from '../scorer.ts';
import { Versions } from '../versions/versions.ts';
import { HttpProblem, httpProblem, MAX_BODY_BYTES } from './http-problems.ts';
import { type HttpResponse, problemResponse } from './http-response.ts';
import { ByteBudget, readBody } from './read-body.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** The header in which a request may say which version of the model it wants. */
export const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

/** A body up to this size, a hundred rows and more, is mostly done with the first step of its job. */
const SMALL_BODY_BYTES = 16 * 1024;

/** Answers `POST /invocations`: reads the body, has it scored in turns with others, and makes the response. */
export class Invocations {
  readonly #metrics: ServerMetrics;
  readonly #logBug: (error: unknown) => void;
  readonly #scorers: Versions<Scorer>;
  readonly #buffers = new BufferPool();
  readonly #scheduler = new CooperativeScheduler(() => performance.now());
  /** Four of the largest bodies at once. */
  readonly #bodyBytes = new ByteBudget(4 * MAX_BODY_BYTES);

  constructor(model: Model, metrics: ServerMetrics, logBug: (error: unknown) => void, maxAnswerBytes: number) {
    this.#metrics = metrics;
    this.#logBug = logBug;
    this.#scorers = new Versions(model, (one) => new Scorer(one, this.#buffers, maxAnswerBytes));
  }

  /**
   * Answers one request. Never rejects: a bug is logged and answered.
   *
   * @returns undefined if the client went away before it had sent its body
   */
  async answer(request: IncomingMessage): Promise<HttpResponse | undefined> {
    const { headers } = request;
    const wanted = modelOfAttributes(headers[CUSTOM_ATTRIBUTES] as string | undefined);
    const hasModel = wanted !== undefined && headers['content-type'] === WITH_MODEL_CONTENT_TYPE;
    const forms = formsOf(headers, hasModel ? SCORING_CONTENT_TYPE : headers['content-type']);
    if (forms instanceof HttpProblem) return problemResponse(forms);
    const body = await readBody(request, this.#bodyBytes);
    if (body === undefined) return undefined;
    if (body instanceof HttpProblem) return problemResponse(body);
    try {
      if (wanted === undefined) return await this.#score(this.#scorers.deployed, body, forms);
      return await this.#scoreBy(wanted, hasModel, body, forms);
    } catch (error) {
      this.#logBug(error);
      return problemResponse(httpProblem('internal_error'));
    } finally {
      this.#bodyBytes.giveBack(body.length);
    }
  }

  /** Scores by the version that the request wants, or asks for it. @param hasModel whether the body begins with it */
  async #scoreBy(wanted: string, hasModel: boolean, body: Buffer, forms: Forms): Promise<HttpResponse> {
    if (!hasModel) {
      const scorer = this.#scorers.ask(wanted);
      return scorer ? this.#score(scorer, body, forms) : modelNeeded(wanted);
    }
    const parts = detachModel(body);
    if (!parts) return problemResponse(httpProblem('bad_model', { got: 'the body ends before it' }));
    if (parts.body.length === 0) return problemResponse(httpProblem('empty_body'));
    let scorer: Scorer;
    try {
      scorer = await this.#scorers.take(wanted, parts.archive);
    } catch (error) {
      return problemResponse(httpProblem('bad_model', { got: (error as Error).message }));
    }
    return this.#score(scorer, Buffer.from(parts.body.buffer, parts.body.byteOffset, parts.body.length), forms);
  }

  async #score(scorer: Scorer, body: Buffer, { rowForm, answerForm }: Forms): Promise<HttpResponse> {
    if (rowForm.isText && !isUtf8(body)) return problemResponse(httpProblem('not_utf8'));
    const job = scorer.score(body, rowForm, answerForm);
    const scored = await this.#scheduler.run(job, body.length <= SMALL_BODY_BYTES);
    if (scored instanceof HttpProblem) return problemResponse(scored);
    this.#metrics.countRows(scored);
    const { buffer, length } = scored;
    const release = () => this.#buffers.giveBack(buffer);
    return { status: 200, contentType: answerForm.contentType, body: buffer.bytes.subarray(0, length), release };
  }
}

/** A 4xx would ring the alarms of the endpoint. */
function modelNeeded(identity: string): HttpResponse {
  return { status: 200, contentType: SCORING_CONTENT_TYPE, body: encodeModelNeeded(identity) };
}

/** How the body is read, and the answer written. */
interface Forms {
  readonly rowForm: RowForm;
  readonly answerForm: AnswerForm;
}

function formsOf(headers: IncomingHttpHeaders, contentType: string | undefined): Forms | HttpProblem {
  const rowForm = rowFormOf(contentType);
  if (rowForm instanceof HttpProblem) return rowForm;
  const answerForm = answerFormOf(headers.accept);
  if (answerForm instanceof HttpProblem) return answerForm;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') return httpProblem('unsupported_encoding', { got: encoding });
  return { rowForm, answerForm };
}
