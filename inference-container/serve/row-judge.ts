import type { Lanes } from '../../contracts/lanes.ts';
import type { RowLanes } from '../../contracts/training-data.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { joinLanes } from '../../model/combine-lanes.ts';
import { judgeForAnswer } from '../../model/judge.ts';
import type { Model } from '../../model/model.ts';
import { strangenessOf } from '../../model/row-surprise.ts';
import { isWithinRanges } from '../../model/training-ranges.ts';
import type { RowBlock } from './rows/row-block.ts';

/** Rows of a block, with their scores. */
export interface ScoredBlock extends RowBlock {
  readonly scores: Float64Array;
}

/** Judges the rows of one request, block by block, with what came beside them. */
export class RowJudge {
  /** The threshold is that of the request. */
  readonly model: Model;
  readonly #lanes: RowLanes | undefined;
  /** Rows of the request before the block. */
  #before = 0;

  /** @param lanes of all rows of the request; absent where none came with it */
  constructor(model: Model, lanes?: RowLanes) {
    this.model = model;
    this.#lanes = lanes;
  }

  /** Goes on with the next block. */
  pass(block: ScoredBlock): void {
    if (this.#lanes) this.#before += block.count;
  }

  /** Without lanes by the score, which takes no time, and only beyond the ranges of training by the surprise. */
  isStrange(block: ScoredBlock, row: number): boolean {
    const { threshold, features, calibration } = this.model;
    const { values, scores } = block;
    const lanes = this.#lanesOf(row);
    if (!lanes && scores[row] > threshold) return true;
    const at = row * features.length;
    if (!lanes && (!calibration || isWithinRanges(values, at, calibration.ranges))) return false;
    const alone = strangenessOf(this.model, values.subarray(at, at + features.length), scores[row]);
    return joinLanes(this.model, alone, lanes).anomalous;
  }

  /** What is answered of a row. */
  verdict(block: ScoredBlock, row: number): Verdict {
    const width = this.model.features.length;
    const values = block.values.subarray(row * width, (row + 1) * width);
    return judgeForAnswer(this.model, values, block.scores[row], block.gaps.get(row), this.#lanesOf(row));
  }

  #lanesOf(row: number): Lanes | undefined {
    if (!this.#lanes) return undefined;
    const { stream, step } = this.#lanes;
    const at = this.#before + row;
    // more rows than lanes are refused at their end
    return at >= stream.length || Number.isNaN(stream[at]) ? undefined : { stream: stream[at], step: step[at] };
  }
}
