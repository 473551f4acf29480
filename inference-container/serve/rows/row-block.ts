import type { Result } from '../../../contracts/result.ts';
import type { Gaps } from '../../../model/vectorise.ts';
import type { RowProblem, RowProblemCode } from '../http/http-problems.ts';
import type { RequestOptions } from './request-options.ts';

/** Some rows of a request, ready to be scored together. */
export interface RowBlock {
  readonly capacity: number;
  /** capacity * features, row-major, in the model's order; NaN never: what is missing was imputed. */
  readonly values: Float64Array;
  count: number;
  /** By row: what it lacks; nothing of a row that lacks nothing. */
  readonly gaps: Map<number, Gaps>;
  /** By row: why it cannot be scored, with a path from the row. Its values mean nothing. */
  readonly problems: Map<number, RowProblem>;
}

/** The rows of one request body, of whatever form. */
export interface RowReader {
  /** What the body asks for beside its rows, known once rows were read; absent of forms that have no room for it. */
  readonly options?: RequestOptions;
  /**
   * Appends rows to `block`, which is empty, until it is full or the body ends.
   * @returns whether rows may follow; or why the whole body is refused
   */
  readInto(block: RowBlock): Result<boolean, RowProblemCode>;
}

/** So few that a block is scored in well under a millisecond, so many that taking turns costs nothing beside it. */
const MOST_ROWS = 1024;
/** Bounds the memory that rows of very many features take. */
const MOST_VALUES = 64 * 1024;

/** Makes an empty block for a model of so many features. */
export function createRowBlock(featureCount: number): RowBlock {
  const capacity = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / featureCount)));
  return {
    capacity,
    values: new Float64Array(capacity * featureCount),
    count: 0,
    gaps: new Map(),
    problems: new Map(),
  };
}

/** Appends a row that cannot be scored, which carries its problem in its place in the answer. */
export function appendBadRow(block: RowBlock, problem: RowProblem): void {
  block.problems.set(block.count++, problem);
}

/** Empties a block, to be filled again. */
export function clearBlock(block: RowBlock): void {
  block.count = 0;
  // to clear even an empty map allocates a table
  if (block.gaps.size > 0) block.gaps.clear();
  if (block.problems.size > 0) block.problems.clear();
}
