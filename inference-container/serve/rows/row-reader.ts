import type { Result } from '../../../contracts/result.ts';
import type { RowBlock } from './row-block.ts';

/** The rows of one request body, of whatever form. */
export interface RowReader {
  /**
   * Appends rows to `block`, which is empty, until it is full or the body ends.
   * @returns whether rows may follow; or why the whole body is refused
   */
  readInto(block: RowBlock): Result<boolean>;
}
