import type { Features } from '../../../contracts/observation.ts';
import type { Model } from '../../../model/model.ts';
import { vectorise, wrongLength } from '../../../model/vectorise.ts';
import { type RowProblem, rowProblem } from '../http/http-problems.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { FastPathRowReader } from './fast-path-rows.ts';
import { instanceFeatures } from './instance-features.ts';
import type { RowBlock } from './row-block.ts';

/**
 * Appends rows to a block, one at a time. A bad named row leaves its problem in its place in the block; any other
 * problem condemns the whole body and is returned. Paths are from the row. One decoder serves all bodies.
 */
export class RowDecoder {
  readonly #model: Pick<Model, 'features' | 'medians'>;
  readonly #fastPath: FastPathRowReader;

  constructor(model: Pick<Model, 'features' | 'medians'>) {
    this.#model = model;
    this.#fastPath = new FastPathRowReader(model.features);
  }

  /**
   * Appends the row of JSON at the cursor, and moves the cursor past it.
   *
   * @returns why the whole body is refused
   */
  decodeJson(cursor: ByteCursor, block: RowBlock): RowProblem | undefined {
    const start = cursor.at;
    if (this.#fastPath.take(cursor, block.values, block.count * this.#model.features.length)) {
      block.count++;
      return undefined;
    }
    cursor.at = start;
    try {
      return this.#decodeInstance(JSON.parse(cursor.takeValue().toString()), block);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return rowProblem('not_json', '', `the row is not JSON: ${error.message}`);
    }
  }

  #decodeInstance(instance: unknown, block: RowBlock): RowProblem | undefined {
    const found = instanceFeatures(instance, this.#model.features.length);
    if (!found.ok) return found.problem;
    const { named, features, path } = found.value;
    const problem = this.decodeFeatures(features, block, path);
    if (problem && named) block.problems.set(block.count++, problem);
    return named ? undefined : problem;
  }

  /**
   * Appends a row of features that were read before.
   *
   * @param path of the features in the row
   * @returns what is wrong with them; then the block has no new row
   */
  decodeFeatures(features: Features, block: RowBlock, path: string): RowProblem | undefined {
    const imputed = vectorise(this.#model, features, block.values, block.count * this.#model.features.length);
    if (!imputed.ok) return at(path, imputed.problem);
    if (imputed.value.length > 0) block.imputed.set(block.count, imputed.value);
    block.count++;
    return undefined;
  }

  /** What is wrong with a row of so many values, none of which need be looked at. */
  wrongLength(count: number, path: string): RowProblem {
    return at(path, wrongLength(this.#model, count).problem);
  }
}

function at(path: string, problem: RowProblem): RowProblem {
  return { ...problem, path: problem.path.replace(/^features/, () => path) };
}

/**
 * Says where in the body a problem of a row is: `features.a` in `instances[3]` is `instances[3].features.a`.
 *
 * @param rowPath of the row in the body
 */
export function inBody(problem: RowProblem, rowPath: string): RowProblem {
  const joint = problem.path === '' || problem.path.startsWith('[') ? '' : '.';
  return { ...problem, path: rowPath + joint + problem.path };
}
