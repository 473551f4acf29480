import type { Problem } from '../../../contracts/result.ts';
import { ANSWER_TOO_LARGE } from '../../../contracts/scoring.ts';

/** The largest body that SageMaker passes on to a real-time endpoint. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** Every problem of a whole request that is not about its rows: status, code, message. Codes are never reused. */
const CATALOGUE = {
  unknown_path: [404, 'got {got}, wanted GET /ping, POST /invocations or GET /metrics'],
  wrong_method: [405, 'got {got}, wanted {wanted}'],
  empty_body: [400, 'the body is empty, wanted at least one row'],
  not_utf8: [400, 'the body is not UTF-8'],
  body_too_large: [413, `the body is larger than ${MAX_BODY_BYTES} bytes, send fewer rows at once`],
  [ANSWER_TOO_LARGE]: [413, 'the answer would be larger than {wanted} bytes, send fewer rows at once'],
  unsupported_content_type: [415, 'got content type {got}, wanted {wanted}'],
  unsupported_accept: [415, 'got accept {got}, wanted {wanted}'],
  unsupported_encoding: [415, 'got content encoding {got}, wanted none'],
  labels_in_csv: [415, 'got label_size={got}, wanted 0: rows to be scored carry no label'],
  not_loaded: [503, 'the model is still loading, try again'],
  closing: [503, 'the server is closing, try again'],
  busy: [503, 'too many bytes of requests are under way, try again'],
  unprocessable: [500, 'the request met a bug of the server, which its log describes'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type HttpProblemCode = keyof typeof CATALOGUE;

/** Why a request was refused, as it is answered: `{"error": problem}` with this status. */
export class HttpProblem {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    this.status = status;
    this.problem = problem;
  }
}

/** @param details what stands for `{got}` and `{wanted}` in the message */
export function httpProblem(code: HttpProblemCode, details: { got?: string; wanted?: string } = {}): HttpProblem {
  const [status, template] = CATALOGUE[code];
  const message = template.replace(/\{(got|wanted)\}/g, (_, name: 'got' | 'wanted') => details[name] ?? 'none');
  return new HttpProblem(status, { code, path: '', message });
}

/** A problem in the rows of a body. */
export function badBody(problem: Problem): HttpProblem {
  return new HttpProblem(400, problem);
}
