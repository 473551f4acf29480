import type { Refusal } from './serving-problems.ts';

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** `{"error": problem}`: in JSON, whatever form was asked for. */
export function refusalAnswer({ status, problem }: Refusal): Answer {
  return { status, contentType: 'application/json', text: JSON.stringify({ error: problem }) };
}
