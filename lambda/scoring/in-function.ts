import { decodeRefusal, SCORING_CONTENT_TYPE } from '../../contracts/scoring.ts';
import { jsonAnswer } from '../../inference-container/serve/answers/answer-forms.ts';
import { BufferPool } from '../../inference-container/serve/answers/buffer-pool.ts';
import { HttpProblem } from '../../inference-container/serve/http/http-problems.ts';
import { type RowForm, rowFormOf } from '../../inference-container/serve/rows/row-forms.ts';
import { type ScoredBody, Scorer } from '../../inference-container/serve/scorer.ts';
import type { Invoke, ScoringAnswer } from '../aws/scoring-endpoint.ts';
import { type ArchiveOf, HeldModels } from './held-models.ts';

export interface InFunctionOptions {
  readonly archiveOf: ArchiveOf;
  /** A larger answer is asked for in parts, as an endpoint has it. */
  readonly maxAnswerBytes: number;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

/**
 * Opens a scorer in this process: the container's own, which gives to a body the answer that a container of the version
 * gives, to the last bit. A body that takes too long is refused as too large, so that it comes again in parts.
 *
 * @throws Unavailable from the port, where the version cannot be had, or is not what it should be
 */
export function inFunctionScoring({ archiveOf, maxAnswerBytes, now }: InFunctionOptions): Invoke {
  const buffers = new BufferPool();
  const models = new HeldModels(archiveOf, (model) => new Scorer(model, buffers, maxAnswerBytes));
  const form = rowFormOf(SCORING_CONTENT_TYPE) as RowForm;
  return async (body, timeoutMs, identity) => {
    if (identity === undefined) throw new TypeError('a function scores by a version that is named, and none was');
    const endMs = now() + timeoutMs;
    const scorer = await models.get(identity);
    const job = scorer.score(Buffer.from(body.buffer, body.byteOffset, body.length), form, jsonAnswer);
    // nobody else waits in this process: it need not take turns
    for (let step = job.next(); ; step = job.next()) {
      if (step.done) return answerOf(step.value, buffers);
      if (now() < endMs) continue;
      job.return(undefined as never);
      return { kind: 'refused', reason: `it takes more than ${timeoutMs} ms to score`, isTooLarge: true };
    }
  };
}

function answerOf(scored: ScoredBody | HttpProblem, buffers: BufferPool): ScoringAnswer {
  if (scored instanceof HttpProblem) {
    const { status, problem } = scored;
    return { kind: 'refused', ...decodeRefusal(status, JSON.stringify({ error: problem })) };
  }
  const { buffer, length } = scored;
  const body = buffer.bytes.toString('utf8', 0, length);
  buffers.giveBack(buffer);
  return { kind: 'answered', body };
}
