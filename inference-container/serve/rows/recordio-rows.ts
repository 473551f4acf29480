import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblem, type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { recordFeatures, type Tensor } from './record-tensor.ts';
import { RecordIoReader } from './recordio-reader.ts';
import { appendBadRow, type RowBlock, type RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/**
 * Reads `application/x-recordio-protobuf`: a row in each record, dense or sparse, in the model's order. A record that
 * is bad costs its row alone; where nobody can tell where it ends, the whole body is refused.
 */
export class RecordIoRows implements RowReader {
  readonly #records: RecordIoReader;
  readonly #decoder: RowDecoder;
  readonly #featureCount: number;
  #rowsRead = 0;

  constructor(body: Buffer, decoder: RowDecoder, featureCount: number) {
    this.#records = new RecordIoReader(body);
    this.#decoder = decoder;
    this.#featureCount = featureCount;
  }

  readInto(block: RowBlock): Result<boolean, RowProblemCode> {
    while (!this.#records.atEnd) {
      if (block.count === block.capacity) return ok(true);
      const record = this.#records.take();
      if (!record.ok) return { ok: false, problem: { ...record.problem, path: `[${this.#rowsRead}]` } };
      this.#decodeRecord(record.value, block);
      this.#rowsRead++;
    }
    return ok(false);
  }

  #decodeRecord(record: Uint8Array, block: RowBlock): void {
    // so many that too many are seen, and that a message shows what there is
    const features = recordFeatures(record, Math.max(this.#featureCount + 1, MOST_SHOWN));
    if (!features) appendBadRow(block, NO_RECORD);
    else if (!features.tensor) appendBadRow(block, noTensor(features.names));
    else this.#decodeTensor(features.tensor, block);
  }

  #decodeTensor({ values, keys, shape }: Tensor, block: RowBlock): void {
    const width = this.#featureCount;
    if (keys.count === 0 && values.count > width) {
      this.#decoder.appendWrongLength(values.count, block, 'features.values');
    } else if (keys.count > width || values.count > width) {
      const got = `${keys.count} keys and ${values.count} values`;
      const message = `got ${got}, wanted as many of each, at most ${width}`;
      appendBadRow(block, rowProblem('bad_sparse_row', 'features', message));
    } else {
      // the form in which SageMaker writes the same row as JSON; there a shape may be missing, here it is then empty
      const vector = { values: values.kept, keys: keys.kept, shape: shape.count > 0 ? shape.kept : undefined };
      this.#decoder.decodeInstance({ features: vector }, block);
    }
  }
}

const MOST_SHOWN = 40;
const TENSORS = 'Float32Tensor, Float64Tensor or Int32Tensor';

const NO_RECORD = rowProblem('not_recordio', '', 'the record is no protocol buffer of the message Record');

function noTensor(names: readonly string[]): RowProblem {
  const got = names.length === 0 ? 'no features' : `the features ${JSON.stringify(names)}`;
  return rowProblem('not_a_row', 'features', `got ${got}, wanted "values" with a ${TENSORS}`);
}
