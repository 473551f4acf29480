import * as z from 'zod/mini';
import type { Lanes } from './lanes.ts';
import type { Features } from './observation.ts';
import { malformed, ok, type Problem, type Result } from './result.ts';
import type { Verdict } from './verdict.ts';

/**
 * Of the request that {@link encodeScoringRequest} makes and of the answer that {@link decodeScoringResponse} reads.
 */
export const SCORING_CONTENT_TYPE = 'application/json';

/** The largest request, and the largest answer, by the kind of endpoint: SageMaker's 4 and 25 MB less some room. */
export const MAX_PAYLOAD_BYTES = { serverless: 3_900_000, 'real-time': 24_000_000 } as const;

/** Tells the container the largest answer that its endpoint carries. */
export const MAX_ANSWER_BYTES_VARIABLE = 'WEIR_MAX_ANSWER_BYTES';

/** Code of the container's 413 to a request whose answer would be larger than that. One row alone never gets it. */
export const ANSWER_TOO_LARGE = 'answer_too_large';

/** One row of `/invocations`: named `{"features":{"a":1}}`, or in the model's order `{"features":[1]}`. */
export interface Instance {
  readonly features: Features;
  /** What its source's past says of it; it goes beside the rows of the request. Absent where nothing is known. */
  readonly lanes?: Lanes;
}

/** What came back for one instance: rows stay aligned, a bad one carries its problem in its place. */
export type ScoredRow = { readonly verdict: Verdict } | { readonly error: Problem<string> };

/**
 * The request body for these observations, in their order: `{"instances":[{"features":..}, ..]}` as UTF-8. Where one of
 * them has lanes, `"lanes":{"stream":[..],"step":[..]}` stands before, with null for those that have none.
 */
export function encodeScoringRequest(observations: readonly Instance[]): Uint8Array {
  const instances = observations.map(({ features }): Instance => ({ features }));
  const hasLanes = observations.some(({ lanes }) => lanes);
  return new TextEncoder().encode(JSON.stringify({ ...(hasLanes && { lanes: lanesOfAll(observations) }), instances }));
}

function lanesOfAll(observations: readonly Instance[]) {
  return {
    stream: observations.map(({ lanes }) => lanes?.stream ?? null),
    step: observations.map(({ lanes }) => lanes?.step ?? null),
  };
}

const problemSchema = z.object({ code: z.string(), path: z.string(), message: z.string() });

/** Why the container refuses a request. */
export interface Refusal {
  readonly reason: string;
  /** The request is larger than the endpoint takes, or its answer would be: fewer rows at once may fit. */
  readonly isTooLarge?: true;
}

/**
 * The answer to {@link encodeScoringRequest} with a status of 4xx. The container's own is `{"error": problem}`;
 * whatever stands between it and the consumer writes what it likes.
 */
export function decodeRefusal(status: number, body: string): Refusal {
  const problem = problemOf(body);
  const isTooLarge = status === 413 || problem?.code === ANSWER_TOO_LARGE;
  return {
    reason: problem ? `${problem.code}: ${problem.message}` : body,
    ...(isTooLarge && { isTooLarge }),
  };
}

function problemOf(body: string): Problem<string> | undefined {
  try {
    return z.safeParse(z.object({ error: problemSchema }), JSON.parse(body)).data?.error;
  } catch {
    return undefined;
  }
}

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
  surprise: z.optional(z.number()),
  lane: z.optional(z.enum(['row', 'stream', 'step'])),
  modelVersion: z.string(),
  imputed: z.optional(z.array(z.string())),
  unknownNames: z.optional(z.array(z.string())),
  contributions: z.optional(z.array(contributionSchema)),
  contributionError: z.optional(z.number()),
  explanation: z.optional(z.string()),
});

/**
 * The answer to {@link encodeScoringRequest}, `{"scores":[..]}`, row by row.
 *
 * Its problems mean that the endpoint misbehaved, not the observations: `answer_not_json`, `not_scores`,
 * `wrong_row_count`, `not_a_scored_row`.
 */
export function decodeScoringResponse(body: string, expectedRows: number): Result<ScoredRow[]> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return malformed(
      'answer_not_json',
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
  return malformed('not_a_scored_row', where, `the scoring answer has no verdict of the wanted form at ${where}`);
}
