import type { HttpProblem } from './http-problems.ts';

/** What goes back to the client. */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
  /** Called when nobody looks at the body any more. */
  readonly release?: () => void;
}

/** The response to a request that has a problem: `{"error": problem}`, in JSON whatever form was asked for. */
export function problemResponse({ status, problem }: HttpProblem): HttpResponse {
  return { status, contentType: 'application/json', body: JSON.stringify({ error: problem }) };
}
