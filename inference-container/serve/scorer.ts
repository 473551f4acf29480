import type { Verdict } from '../../contracts/verdict.ts';
import type { Model } from '../../model/model.ts';
import { withSensitivity } from '../../model/sensitivity.ts';
import type { AnswerForm, AnswerPiece } from './answers/answer-forms.ts';
import { shortenVerdict } from './answers/answer-limit.ts';
import { type AnswerFrame, AnswerWriter, answerFrame } from './answers/answer-writer.ts';
import type { BufferPool, PooledBuffer } from './answers/buffer-pool.ts';
import type { Job } from './cooperative-scheduler.ts';
import { badBody, HttpProblem, httpProblem, rowProblem } from './http/http-problems.ts';
import { RowJudge, type ScoredBlock } from './row-judge.ts';
import type { RequestOptions } from './rows/request-options.ts';
import { clearBlock, createRowBlock } from './rows/row-block.ts';
import { RowDecoder } from './rows/row-decoder.ts';
import type { RowForm } from './rows/row-forms.ts';

/** The answer to a body, every row of it judged. */
export interface ScoredBody {
  /** From the pool of buffers; the answer is its first `length` bytes. */
  readonly buffer: PooledBuffer;
  readonly length: number;
  readonly rows: number;
  readonly anomalous: number;
  /** Rows that carry a problem in their place. */
  readonly bad: number;
}

/** Reads, scores and writes the rows of bodies, a block at a time. One scorer serves all requests. */
export class Scorer {
  readonly #model: Model;
  /** Of requests that ask for nothing beside their rows. */
  readonly #judge: RowJudge;
  readonly #decoder: RowDecoder;
  readonly #buffers: BufferPool;
  readonly #maxAnswerBytes: number;
  readonly #frames = new Map<AnswerForm, AnswerFrame>();
  /** Blocks that no job is using, to be used again. */
  readonly #freeBlocks: ScoredBlock[] = [];

  constructor(model: Model, buffers: BufferPool, maxAnswerBytes: number) {
    this.#model = model;
    this.#judge = new RowJudge(model);
    this.#decoder = new RowDecoder(model);
    this.#buffers = buffers;
    this.#maxAnswerBytes = maxAnswerBytes;
  }

  /**
   * Makes the job of one body, which pauses after each block and each explained row.
   *
   * @param body not empty, and UTF-8 where the form is text
   * @returns the answer, whose buffer is the caller's to give back; or why the whole body is refused
   */
  *score(body: Buffer, rowForm: RowForm, answerForm: AnswerForm): Job<ScoredBody | HttpProblem> {
    const reader = rowForm.open(body, this.#decoder, this.#model.features.length);
    let writer: AnswerWriter | undefined;
    let judge = this.#judge;
    const block = this.#freeBlocks.pop() ?? createScoredBlock(this.#model.features.length);
    const counts = { anomalous: 0, bad: 0 };
    let scored: ScoredBody | undefined;
    try {
      for (;;) {
        clearBlock(block);
        const more = reader.readInto(block);
        if (!more.ok) return badBody(more.problem);
        if (writer === undefined) {
          const asked = this.#judgeOf(reader.options);
          if (asked instanceof HttpProblem) return asked;
          judge = asked;
          writer = new AnswerWriter(this.#frameOf(answerForm, judge.model), this.#buffers);
        }
        this.#model.detector.score(block.values, block.count, block.scores);
        for (let row = 0; row < block.count; ) {
          row = this.#write(block, row, answerForm, writer, judge, counts);
          if (writer.finishedLength > this.#maxAnswerBytes) return this.#tooLarge();
          if (row < block.count) yield;
        }
        if (!more.value) {
          const { buffer, length } = writer.finish();
          scored = { buffer, length, rows: writer.rows, anomalous: counts.anomalous, bad: counts.bad };
          return scored;
        }
        judge.pass(block);
        yield;
      }
    } finally {
      this.#freeBlocks.push(block);
      if (!scored) writer?.abandon();
    }
  }

  /**
   * Writes rows of a block, runs of usual ones at once, up to the next one that must be explained, which is work enough
   * for a step.
   *
   * @returns the first row that is left
   */
  #write(
    block: ScoredBlock,
    from: number,
    form: AnswerForm,
    writer: AnswerWriter,
    judge: RowJudge,
    counts: { anomalous: number; bad: number },
  ): number {
    const { scores, gaps, problems } = block;
    const noted = gaps.size > 0 || problems.size > 0;
    let run = from;
    for (let row = from; row < block.count; row++) {
      if (!(noted && (gaps.has(row) || problems.has(row))) && !judge.isStrange(block, row)) continue;
      writer.writeUsual(scores, run, row);
      run = row + 1;
      const problem = problems.get(row);
      if (problem) {
        counts.bad++;
        writer.writeRow(form.problem(problem));
        continue;
      }
      const verdict = judge.verdict(block, row);
      writer.writeRow(written(verdict, form, this.#maxAnswerBytes - writer.frameLength));
      if (verdict.anomalous) {
        counts.anomalous++;
        return run;
      }
    }
    writer.writeUsual(scores, run, block.count);
    return block.count;
  }

  #judgeOf({ lanes, sensitivity }: RequestOptions = {}): RowJudge | HttpProblem {
    const model = sensitivity === undefined ? this.#model : withSensitivity(this.#model, sensitivity);
    if (!model) return badBody(rowProblem('bad_sensitivity', 'sensitivity', NO_SENSITIVITY));
    return model === this.#model && !lanes ? this.#judge : new RowJudge(model, lanes);
  }

  #tooLarge(): HttpProblem {
    return httpProblem('answer_too_large', { wanted: String(this.#maxAnswerBytes) });
  }

  /** One frame for all requests with the model's own threshold. */
  #frameOf(form: AnswerForm, model: Model): AnswerFrame {
    const known = model === this.#model ? this.#frames.get(form) : undefined;
    if (known) return known;
    const { threshold, version: modelVersion } = model;
    const made = answerFrame(form, form.usualRow({ threshold, anomalous: false, grade: 0, modelVersion }));
    if (model === this.#model) this.#frames.set(form, made);
    return made;
  }
}

const NO_SENSITIVITY =
  'the model does not know how rare its scores are, so no sensitivity moves its threshold; leave it out, or train anew';

/** A row that alone would be more than an answer may hold loses the least of what explains it. */
function written(verdict: Verdict, form: AnswerForm, maxBytes: number): AnswerPiece {
  const piece = form.verdict(verdict);
  // a UTF-16 unit is at most three bytes
  const fits = 3 * piece.length <= maxBytes || Buffer.byteLength(piece) <= maxBytes;
  return fits ? piece : form.verdict(shortenVerdict(verdict, maxBytes));
}

function createScoredBlock(featureCount: number): ScoredBlock {
  const block = createRowBlock(featureCount);
  return { ...block, scores: new Float64Array(block.capacity) };
}
