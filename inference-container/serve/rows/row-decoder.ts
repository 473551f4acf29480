import type { Features } from '../../../contracts/observation.ts';
import type { Problem } from '../../../contracts/result.ts';
import type { Model } from '../../../model/model.ts';
import { vectorise } from '../../../model/vectorise.ts';
import { AlikeRows } from './alike-rows.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { FastPathRowReader } from './fast-path-rows.ts';
import { instanceFeatures } from './instance-features.ts';
import { type RowBlock, rowsPerBlock } from './row-block.ts';
import { rowTemplate } from './row-template.ts';

/** How the reading of one body of JSON goes: whether its rows are written alike. */
export interface BodyReading {
  /** The byte between two rows that makes them two. */
  readonly separator: number;
  /** How often running rows were not like the template, or one alone was. */
  misses: number;
  learned: boolean;
  /** Where the row before ended, if it was a plain one: from there to the next is what stands between two. */
  lastEnd: number | undefined;
}

/** After so many misses the rest of a body is read row by row. */
const MOST_MISSES = 3;
/** Less of a body is read sooner than its template is made. */
const WORTH_LEARNING_BYTES = 512;
/** Longer ones between rows are not worth a thought. */
const LONGEST_GAP = 16;

/**
 * Appends rows to a block, one at a time. A bad named row leaves its problem in its place in the block;
 * any other problem condemns the whole body and is returned. Paths are from the row.
 */
export class RowDecoder {
  readonly #model: Pick<Model, 'features' | 'medians'>;
  readonly #fastPath: FastPathRowReader;
  readonly #alikeRows: AlikeRows;

  constructor(model: Pick<Model, 'features' | 'medians'>) {
    this.#model = model;
    this.#fastPath = new FastPathRowReader(model.features);
    this.#alikeRows = new AlikeRows(model.features.length, rowsPerBlock(model.features.length));
  }

  startReading(body: Buffer, separator: number): BodyReading {
    const misses = body.length < WORTH_LEARNING_BYTES ? MOST_MISSES : 0;
    return { separator, misses, learned: false, lastEnd: undefined };
  }

  /** The row of JSON at the cursor, and those after it that are written like it. */
  decodeJson(cursor: ByteCursor, block: RowBlock, reading: BodyReading): Problem | undefined {
    if (this.#takeAlike(cursor, block, reading)) return undefined;
    const start = cursor.at;
    if (this.#fastPath.take(cursor, block.values, block.count * this.#model.features.length)) {
      block.count++;
      this.#learn(cursor, start, reading);
      return undefined;
    }
    cursor.at = start;
    reading.lastEnd = undefined;
    try {
      return this.#decodeInstance(JSON.parse(cursor.takeValue().toString()), block);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { code: 'not_json', path: '', message: `the row is not JSON: ${error.message}` };
    }
  }

  #takeAlike(cursor: ByteCursor, block: RowBlock, reading: BodyReading): boolean {
    if (reading.misses === MOST_MISSES) return false;
    const rows = this.#alikeRows.take(cursor, block, reading.separator, reading);
    reading.misses = rows > 1 ? 0 : reading.misses + 1;
    if (rows > 0) reading.lastEnd = cursor.at;
    return rows > 0;
  }

  /** Takes the plain row that was just read from `start` on as the template of those to come, once in a body, if they are many. */
  #learn({ bytes, at }: ByteCursor, start: number, reading: BodyReading): void {
    const { separator, learned, lastEnd } = reading;
    reading.lastEnd = at;
    if (learned || lastEnd === undefined || bytes.length - at < WORTH_LEARNING_BYTES) return;
    const gap = bytes.subarray(lastEnd, start);
    if (gap.length > LONGEST_GAP) return;
    this.#alikeRows.learn(rowTemplate(bytes.subarray(start, at), gap, this.#fastPath.quotedNames), separator);
    reading.learned = true;
    reading.misses = 0;
  }

  #decodeInstance(instance: unknown, block: RowBlock): Problem | undefined {
    const found = instanceFeatures(instance, this.#model.features.length);
    if (!found.ok) return found.problem;
    const { named, features, path } = found.value;
    const problem = this.decodeFeatures(features, block, path);
    if (problem && named) block.problems.set(block.count++, problem);
    return named ? undefined : problem;
  }

  /**
   * @param path of the features in the row
   * @returns what is wrong with them; then the block has no new row
   */
  decodeFeatures(features: Features, block: RowBlock, path: string): Problem | undefined {
    const imputed = vectorise(this.#model, features, block.values, block.count * this.#model.features.length);
    if (!imputed.ok) return { ...imputed.problem, path: imputed.problem.path.replace(/^features/, () => path) };
    if (imputed.value.length > 0) block.imputed.set(block.count, imputed.value);
    block.count++;
    return undefined;
  }
}
