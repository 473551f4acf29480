import { featureName } from '../../../contracts/feature-name.ts';
import type { Features } from '../../../contracts/observation.ts';
import type { Model } from '../../../model/model.ts';
import { vectorise, wrongLength } from '../../../model/vectorise.ts';
import { type RowProblem, rowProblem } from '../http/http-problems.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { FastPathRowReader } from './fast-path-rows.ts';
import { decodeFeatureValues } from './feature-values.ts';
import { instanceFeatures } from './instance-features.ts';
import { parseJson } from './parse-json.ts';
import { appendBadRow, type RowBlock } from './row-block.ts';

/**
 * Appends rows to a block, one at a time. A bad row leaves its problem in its place in the block, whatever its form.
 * One decoder serves all bodies.
 */
export class RowDecoder {
  /** Whether a row of finite numbers is scored as it is; not where a number may mean that the value is missing. */
  readonly takesPlainRows: boolean;
  readonly #model: Pick<Model, 'features' | 'medians' | 'missingValues'>;
  readonly #fastPath: FastPathRowReader;
  readonly #names: ReadonlyMap<string, string>;

  constructor(model: Pick<Model, 'features' | 'medians' | 'missingValues'>) {
    this.takesPlainRows = model.missingValues === undefined;
    this.#model = model;
    this.#fastPath = new FastPathRowReader(model.features);
    this.#names = new Map(model.features.map((name) => [featureName(name), name]));
  }

  /** Of the model, in its order. */
  get features(): readonly string[] {
    return this.#model.features;
  }

  /**
   * Appends the row of JSON at the cursor, and moves the cursor past it.
   *
   * @returns why it is not JSON; then the block has no new row, and where the row ends is not known
   */
  decodeJson(cursor: ByteCursor, block: RowBlock): RowProblem | undefined {
    const start = cursor.at;
    const offset = block.count * this.#model.features.length;
    if (this.takesPlainRows && this.#fastPath.take(cursor, block.values, offset)) {
      block.count++;
      return undefined;
    }
    cursor.at = start;
    const parsed = parseJson(cursor.takeValue().toString());
    if (!parsed.ok) return rowProblem('not_json', '', `the row is not JSON: ${parsed.problem}`);
    this.decodeInstance(parsed.value, block);
    return undefined;
  }

  /** Appends a row that is an instance of JSON, or the same from another form: what `instanceFeatures` reads. */
  decodeInstance(instance: unknown, block: RowBlock): void {
    const found = instanceFeatures(instance, this.#model.features.length);
    if (!found.ok) {
      appendBadRow(block, found.problem);
      return;
    }
    const { path, given } = found.value;
    if (Array.isArray(given) && given.length !== this.#model.features.length) {
      this.appendWrongLength(given.length, block, path, given.at(-1));
      return;
    }
    const features = decodeFeatureValues(given, path, this.#names);
    if (features.ok) this.decodeFeatures(features.value, block, path);
    else appendBadRow(block, features.problem);
  }

  /**
   * Appends a row of features that were read before.
   *
   * @param path of the features in the row
   */
  decodeFeatures(features: Features, block: RowBlock, path: string): void {
    const gaps = vectorise(this.#model, features, block.values, block.count * this.#model.features.length);
    if (!gaps.ok) {
      appendBadRow(block, at(path, gaps.problem));
      return;
    }
    if (gaps.value.imputed.length > 0) block.gaps.set(block.count, gaps.value);
    block.count++;
  }

  /**
   * Appends a row without names that has so many values, too many or too few, none of which need be looked at.
   *
   * @param path of the values in the row
   * @param last of the values, where it is known
   */
  appendWrongLength(count: number, block: RowBlock, path = '', last?: unknown): void {
    appendBadRow(block, at(path, wrongLength(this.#model, count, last).problem));
  }
}

function at(path: string, problem: RowProblem): RowProblem {
  return { ...problem, path: problem.path.replace(/^features/, () => path) };
}
