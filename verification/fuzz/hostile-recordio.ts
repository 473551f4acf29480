import type { Draw } from './draw.ts';
import { lengthDelimited } from './protobuf-writer.ts';
import { featureRecord, recordIo, recordIoPart, type TensorParts, tensorRecord } from './recordio.ts';

/** A body of RecordIO, with its rows as JSON writes them where they were not damaged. */
export interface HostileBody {
  readonly bytes: Buffer<ArrayBuffer>;
  /** A body of JSON that means the same; undefined where nobody knows what the bytes mean. */
  readonly json?: string;
}

const TYPES = ['float32', 'float64', 'int32'] as const;

/**
 * Bodies without end: rows that are mostly right, some of another width or with values that are none, dense and
 * sparse; a third of them damaged.
 *
 * @param width how many features the model has
 */
export function* hostileRecordIo(draw: Draw, width: number): Generator<HostileBody, never> {
  for (;;) {
    const rows = draw.list(8, () => drawTensor(draw, width));
    const bytes = recordIo(rows.map((row) => tensorRecord(row)));
    if (draw.chance(0.35)) yield { bytes: damage(rows, bytes, draw) };
    else yield { bytes, json: JSON.stringify({ instances: rows.map(toInstance) }).replaceAll('"1e999"', '1e999') };
  }
}

function drawTensor(draw: Draw, width: number): TensorParts {
  const type = draw.of(TYPES);
  const value = () => drawValue(draw, type);
  const count = draw.chance(0.1) ? draw.below(2 * width + 2) : width;
  if (draw.chance(0.6)) return { type, values: Array.from({ length: count }, value) };
  const keys = Array.from({ length: count }, (_, key) => key).filter(() => draw.chance(0.6));
  const values = keys.slice(draw.chance(0.05) ? 1 : 0).map(value);
  // of keys and shape that are both wrong the two forms may name either
  const isOtherShape = count <= width && draw.chance(0.05);
  return { type, values, keys, shape: [isOtherShape ? draw.below(99) : width] };
}

function drawValue(draw: Draw, type: TensorParts['type']): number {
  if (type === 'int32') return draw.of([0, 1, -1, 300, 2 ** 31 - 1, -(2 ** 31), draw.below(1000)]);
  const odd = [0, -0, NaN, Infinity, -Infinity, 1e-45, 3e38];
  const value = draw.chance(0.05) ? draw.of(odd) : draw.below(1e6) / 1000 - 500;
  return type === 'float32' ? Math.fround(value) : value;
}

/** The same row as SageMaker writes it in JSON, which has no infinity but what is too large for a double. */
function toInstance({ values, keys, shape }: TensorParts): unknown {
  const numbers = values.map((value) => (value === Infinity || value === -Infinity ? '1e999' : value));
  return { features: { values: numbers, ...(keys && { keys, shape }) } };
}

function damage(rows: readonly TensorParts[], bytes: Buffer<ArrayBuffer>, draw: Draw): Buffer<ArrayBuffer> {
  const at = draw.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + draw.below(20));
  const parts = () => draw.list(5, () => recordIoPart(draw.bytes(40), draw.below(8)));
  switch (draw.below(7)) {
    case 0:
      return bytes.subarray(0, Math.max(at, 1));
    case 1:
      return Buffer.concat([bytes.subarray(0, at), draw.bytes(20), bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes, ...parts()]);
    case 3:
      // right frames around a record that is not
      return recordIo(rows.map((row) => flipped(tensorRecord(row), draw)));
    case 4:
      return recordIo([featureRecord('values', lengthDelimited(draw.of([2, 3, 7, 9]), draw.bytes(60)))]);
    case 5:
      return recordIo(draw.list(9, () => draw.bytes(30)));
    default:
      return flipped(bytes, draw);
  }
}

function flipped(bytes: Buffer, draw: Draw): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  copy[draw.below(copy.length)] ^= 1 << draw.below(8);
  return copy;
}
