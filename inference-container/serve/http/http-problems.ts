import { MODEL_PROBLEMS, type ModelProblemCode } from '../../../contracts/problem-codes.ts';
import type { Problem } from '../../../contracts/result.ts';
import { ANSWER_TOO_LARGE } from '../../../contracts/scoring.ts';

/** The largest body that SageMaker passes on to a real-time endpoint. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** Every problem of a whole request, by its code. A code has one meaning and is never used again for another. */
export const REQUEST_PROBLEMS = {
  unknown_path: {
    status: 404,
    meaning: 'The server has no such path.',
    message: 'got {got}, wanted GET /ping, POST /invocations or GET /metrics',
  },
  wrong_method: {
    status: 405,
    meaning: 'The path takes another method.',
    message: 'got {got}, wanted {wanted}',
  },
  empty_body: {
    status: 400,
    meaning: 'The body has no byte.',
    message: 'the body is empty, wanted at least one row',
  },
  not_utf8: {
    status: 400,
    meaning: 'The body, of a type that is text, is not UTF-8.',
    message: 'the body is not UTF-8',
  },
  body_too_large: {
    status: 413,
    meaning: 'The body is larger than SageMaker passes on.',
    message: `the body is larger than ${MAX_BODY_BYTES} bytes, send fewer rows at once`,
  },
  [ANSWER_TOO_LARGE]: {
    status: 413,
    meaning: 'The answer would be larger than the endpoint carries. One row alone never gets this.',
    message: 'the answer would be larger than {wanted} bytes, send fewer rows at once',
  },
  unsupported_content_type: {
    status: 415,
    meaning: 'The server does not read bodies of this type.',
    message: 'got content type {got}, wanted {wanted}',
  },
  unsupported_accept: {
    status: 406,
    meaning: 'The client takes none of the forms in which the server answers.',
    message: 'got accept {got}, wanted {wanted}',
  },
  unsupported_encoding: {
    status: 415,
    meaning: 'The body is compressed or otherwise encoded.',
    message: 'got content encoding {got}, wanted none or identity',
  },
  bad_model: {
    status: 400,
    meaning: 'The model that came with the request is damaged, too large, or another one than the request wants.',
    message: 'the model that came with the request cannot be used: {got}',
  },
  labels_in_csv: {
    status: 415,
    meaning: 'The rows of CSV carry labels, as rows to train on do.',
    message: 'got label_size={got}, wanted 0: rows to be scored carry no label',
  },
  not_loaded: {
    status: 503,
    meaning: 'The server has begun and its model is not loaded yet.',
    message: 'the model is still loading, try again',
  },
  closing: {
    status: 503,
    meaning: 'The server was told to end.',
    message: 'the server is closing, try again',
  },
  busy: {
    status: 503,
    meaning: 'The bodies of all requests together are more than the server keeps in memory.',
    message: 'too many bytes of requests are under way, try again',
  },
  internal_error: {
    status: 500,
    meaning: 'The server has a bug. Its log has the error.',
    message: 'the request met a bug of the server, which its log describes',
  },
} as const satisfies Record<string, { status: number; meaning: string; message: string }>;

/** Codes of {@link REQUEST_PROBLEMS}. */
export type HttpProblemCode = keyof typeof REQUEST_PROBLEMS;

/**
 * Every problem of rows, by its code, with its meaning. A bad row carries its problem in its place in the answer; a
 * body that cannot be taken apart into rows is refused whole, with 400. Those of the model are one with the reasons of
 * the stream side.
 */
export const ROW_PROBLEMS = {
  not_json: 'The body, the row of it at the path, or the line is not JSON of rows.',
  not_recordio: 'The body is not RecordIO, or the record is not the protocol buffer `Record`.',
  no_instances: 'The body is an object without the list `instances`.',
  not_a_row: 'The row has features in none of the forms that the server reads.',
  bad_header: 'The header of a body of CSV names a feature twice, or has none of the names of the model.',
  bad_lanes: 'The `lanes` beside the rows are not a number of decades, or null, for each row in both lists.',
  bad_sensitivity: 'The `sensitivity` beside the rows is no number from 0 to 1, or the model has none.',
  bad_sparse_row: 'The keys and values of a sparse row do not go together.',
  wrong_length: MODEL_PROBLEMS.wrong_length.meaning,
  not_finite: MODEL_PROBLEMS.not_finite.meaning,
  no_known_feature: MODEL_PROBLEMS.no_known_feature.meaning,
  only_missing: MODEL_PROBLEMS.only_missing.meaning,
  repeated_feature: MODEL_PROBLEMS.repeated_feature.meaning,
} as const satisfies Record<ModelProblemCode, string> & Record<string, string>;

/** Codes of {@link ROW_PROBLEMS}. */
export type RowProblemCode = keyof typeof ROW_PROBLEMS;

/** What is wrong with a row. */
export type RowProblem = Problem<RowProblemCode>;

/**
 * Why a request gets no scores. The answer is `{"error": {code, path, message}}` with this status, and not the
 * `application/problem+json` of RFC 9457, so that a row and a request carry a problem in the same form.
 */
export class HttpProblem {
  readonly status: number;
  readonly problem: Problem<HttpProblemCode | RowProblemCode>;

  constructor(status: number, problem: Problem<HttpProblemCode | RowProblemCode>) {
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Makes a problem of a whole request.
 *
 * @param details what stands for `{got}` and `{wanted}` in the message
 */
export function httpProblem(code: HttpProblemCode, details: { got?: string; wanted?: string } = {}): HttpProblem {
  const { status, message: template } = REQUEST_PROBLEMS[code];
  const message = template.replace(/\{(got|wanted)\}/g, (_, name: 'got' | 'wanted') => details[name] ?? 'none');
  return new HttpProblem(status, { code, path: '', message });
}

/** Makes the problem of a body that cannot be taken apart into rows. */
export function badBody(problem: RowProblem): HttpProblem {
  return new HttpProblem(400, problem);
}

/**
 * Makes a problem of rows.
 *
 * @param path from the row or from the body, as the caller says
 */
export function rowProblem(code: RowProblemCode, path: string, message: string): RowProblem {
  return { code, path, message };
}
