import type { HttpProblem } from './http-problems.ts';

/** What goes back to the client. */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  /** A text stands for the bytes that its characters number, all below 256: Node sends it in one piece with the headers. */
  readonly body: Buffer | string;
  /** Called when nobody looks at the body any more. */
  readonly release?: () => void;
}

/** `{"error": problem}`: in JSON, whatever form was asked for. */
export function problemResponse({ status, problem }: HttpProblem): HttpResponse {
  return { status, contentType: 'application/json', body: Buffer.from(JSON.stringify({ error: problem })) };
}
