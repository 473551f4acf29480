import { judge } from '../../model/judge.ts';
import type { Model } from '../../model/model.ts';
import type { AnswerForm } from './answers/answer-form.ts';
import type { RowForm } from './media-types.ts';
import { clearBlock, createRowBlock, type RowBlock } from './rows/row-block.ts';
import { RowDecoder } from './rows/row-decoder.ts';
import { badBody, MAX_BODY_BYTES, type Refusal, refusal } from './serving-problems.ts';
import type { Work } from './turns.ts';

/** Every row of a body judged, as text. */
export interface ScoredBody {
  readonly text: string;
  readonly rows: number;
  readonly anomalous: number;
  /** Rows that carry a problem in their place. */
  readonly bad: number;
}

/** Reads, scores and writes the rows of bodies, a block at a time. */
export class Scorer {
  readonly #model: Model;
  readonly #decoder: RowDecoder;
  readonly #usualRows = new Map<AnswerForm, UsualRow>();
  /** Blocks that no work is using, to be used again. */
  readonly #freeBlocks: ScoredBlock[] = [];

  constructor(model: Model) {
    this.#model = model;
    this.#decoder = new RowDecoder(model);
  }

  *score(body: Buffer, rowForm: RowForm, answerForm: AnswerForm): Work<ScoredBody | Refusal> {
    const reader = rowForm(body, this.#decoder, this.#model.features.length);
    const writer = new AnswerWriter(this.#model, answerForm, this.#usualRow(answerForm));
    const block = this.#freeBlocks.pop() ?? createScoredBlock(this.#model.features.length);
    try {
      for (;;) {
        clearBlock(block);
        const more = reader.readInto(block);
        if (!more.ok) return badBody(more.problem);
        this.#model.detector.score(block.values, block.count, block.scores);
        yield* writer.write(block);
        if (writer.length > MAX_BODY_BYTES) return refusal('answer_too_large');
        if (!more.value) return writer.finish();
        yield;
      }
    } finally {
      this.#freeBlocks.push(block);
    }
  }

  #usualRow(form: AnswerForm): UsualRow {
    const { threshold, version: modelVersion } = this.#model;
    const known = this.#usualRows.get(form) ?? form.usualRow({ threshold, anomalous: false, grade: 0, modelVersion });
    this.#usualRows.set(form, known);
    return known;
  }
}

/** A usual row up to its score and from there on. */
type UsualRow = ReturnType<AnswerForm['usualRow']>;

interface ScoredBlock extends RowBlock {
  readonly scores: Float64Array;
}

function createScoredBlock(featureCount: number): ScoredBlock {
  const block = createRowBlock(featureCount);
  return { ...block, scores: new Float64Array(block.capacity) };
}

class AnswerWriter {
  readonly #model: Model;
  readonly #form: AnswerForm;
  readonly #usual: UsualRow;
  #text: string;
  #rows = 0;
  #anomalous = 0;
  #bad = 0;

  constructor(model: Model, form: AnswerForm, usual: UsualRow) {
    this.#model = model;
    this.#form = form;
    this.#usual = usual;
    this.#text = form.open;
  }

  /** Of the text so far, in UTF-16 units, which is about bytes. */
  get length(): number {
    return this.#text.length;
  }

  /** Writes the rows of a block: runs of usual ones at once, each that must be explained as a step of its own. */
  *write(block: ScoredBlock): Work<void> {
    const { threshold } = this.#model;
    const { scores, imputed, problems } = block;
    const noted = imputed.size > 0 || problems.size > 0;
    let run = 0;
    for (let row = 0; row < block.count; row++) {
      const usual = scores[row] <= threshold && !(noted && (imputed.has(row) || problems.has(row)));
      if (usual) continue;
      this.#writeUsual(scores.subarray(run, row));
      run = row + 1;
      const problem = problems.get(row);
      if (problem) {
        this.#bad++;
        this.#append(this.#form.problem(problem), 1);
        continue;
      }
      this.#append(this.#judged(block, row), 1);
      if (scores[row] > threshold) {
        this.#anomalous++;
        yield;
      }
    }
    this.#writeUsual(scores.subarray(run, block.count));
  }

  #writeUsual(scores: Float64Array): void {
    if (scores.length === 0) return;
    const { before, after } = this.#usual;
    this.#append(before + scores.join(after + this.#form.separator + before) + after, scores.length);
  }

  #append(text: string, rows: number): void {
    this.#text += this.#rows === 0 ? text : this.#form.separator + text;
    this.#rows += rows;
  }

  #judged(block: ScoredBlock, row: number): string {
    const width = this.#model.features.length;
    const values = block.values.subarray(row * width, (row + 1) * width);
    return this.#form.verdict(judge(this.#model, values, block.scores[row], block.imputed.get(row)));
  }

  finish(): ScoredBody {
    const text = this.#text + this.#form.close;
    return { text, rows: this.#rows, anomalous: this.#anomalous, bad: this.#bad };
  }
}
