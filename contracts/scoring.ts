import * as z from 'zod/mini';
import type { Features, Observation } from './observation.ts';
import { malformed, ok, type Problem, type Result } from './result.ts';
import type { Verdict } from './verdict.ts';

/** Of the request that {@link encodeScoringRequest} makes and of the answer that {@link decodeScoringResponse} reads. */
export const SCORING_CONTENT_TYPE = 'application/json';

/** One row of `/invocations`: named `{"features":{"a":1}}`, or in the model's order `{"features":[1]}`. */
export interface Instance {
  readonly features: Features;
}

/** What came back for one instance: rows stay aligned, a bad one carries its problem in its place. */
export type ScoredRow = { readonly verdict: Verdict } | { readonly error: Problem };

/** The request body for these observations, in their order: `{"instances":[{"features":..}, ..]}` as UTF-8. */
export function encodeScoringRequest(observations: readonly Observation[]): Uint8Array {
  const instances = observations.map(({ features }): Instance => ({ features }));
  return new TextEncoder().encode(JSON.stringify({ instances }));
}

const problemSchema = z.object({ code: z.string(), path: z.string(), message: z.string() });

const contributionSchema = z.object({
  feature: z.string(),
  contribution: z.number(),
  observed: z.number(),
  expected: z.optional(z.number()),
  direction: z.optional(z.enum(['above', 'below'])),
});

const verdictSchema = z.object({
  score: z.number(),
  threshold: z.number(),
  anomalous: z.boolean(),
  grade: z.number(),
  modelVersion: z.string(),
  imputed: z.optional(z.array(z.string())),
  contributions: z.optional(z.array(contributionSchema)),
  explanation: z.optional(z.string()),
});

/**
 * The answer to {@link encodeScoringRequest}, `{"scores":[..]}`, row by row.
 *
 * Its problems mean that the endpoint misbehaved, not the observations: `not_json`, `not_scores`, `wrong_row_count`, `not_a_row`.
 */
export function decodeScoringResponse(body: string, expectedRows: number): Result<ScoredRow[]> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return malformed(
      'not_json',
      '',
      `the scoring answer is not JSON: it starts with ${JSON.stringify(body.slice(0, 80))}`,
    );
  }
  const scores = (answer as { scores?: unknown } | null)?.scores;
  if (!Array.isArray(scores)) return malformed('not_scores', 'scores', 'the scoring answer has no list "scores"');
  if (scores.length !== expectedRows) {
    return malformed(
      'wrong_row_count',
      'scores',
      `the scoring answer has ${scores.length} rows, wanted ${expectedRows}`,
    );
  }
  const rows: ScoredRow[] = [];
  for (const [index, row] of scores.entries()) {
    const decoded = decodeScoredRow(row, `scores[${index}]`);
    if (!decoded.ok) return decoded;
    rows.push(decoded.value);
  }
  return ok(rows);
}

function decodeScoredRow(row: unknown, path: string): Result<ScoredRow> {
  const error = (row as { error?: unknown } | null)?.error;
  if (error !== undefined) {
    const problem = z.safeParse(problemSchema, error);
    return problem.success ? ok({ error: problem.data }) : notARow(path, problem.error);
  }
  const verdict = z.safeParse(verdictSchema, row);
  return verdict.success ? ok({ verdict: verdict.data }) : notARow(path, verdict.error);
}

function notARow(path: string, error: z.core.$ZodError): { ok: false; problem: Problem } {
  const where = [path, ...(error.issues[0]?.path ?? [])].join('.');
  return malformed('not_a_row', where, `the scoring answer has no verdict of the wanted form at ${where}`);
}
