import { describe, expect, it } from 'vitest';
import { RecordIoRows } from '../../../../inference-container/serve/rows/recordio-rows.ts';
import { createRowBlock } from '../../../../inference-container/serve/rows/row-block.ts';
import { RowDecoder } from '../../../../inference-container/serve/rows/row-decoder.ts';
import { lengthDelimited, varintField } from '../../../../verification/fuzz/protobuf-writer.ts';
import { featureRecord, recordIo, recordIoPart, tensorRecord } from '../../../../verification/fuzz/recordio.ts';
import { PROTOC_RECORDS } from '../../../support/recordio/protoc-records.ts';

const model = { features: ['a', 'b', 'c'], medians: Float64Array.of(1, 2, 3) };
const WIDTH = model.features.length;

/** What the reader makes of a body that is not refused: rows of numbers, or [code, path] of a bad one. */
function read(body: Buffer): unknown[] {
  const block = createRowBlock(WIDTH);
  expect(new RecordIoRows(body, new RowDecoder(model), WIDTH).readInto(block)).toEqual({ ok: true, value: false });
  return Array.from({ length: block.count }, (_, row) => {
    const problem = block.problems.get(row);
    return problem ? [problem.code, problem.path] : [...block.values.subarray(row * WIDTH, (row + 1) * WIDTH)];
  });
}

const GOOD = tensorRecord({ type: 'float32', values: [4, 5, 6] });
const GOOD_ROW = [4, 5, 6];
const BYTES = lengthDelimited(9, lengthDelimited(1, Buffer.from('jpeg')));

describe('a record of RecordIO', () => {
  it.each(PROTOC_RECORDS)('that protoc wrote is a row: $what', ({ hex, row }) => {
    const withMedians = row.map((value, feature) => value ?? model.medians[feature]);
    expect(read(recordIo([Buffer.from(hex, 'hex'), GOOD]))).toEqual([withMedians, GOOD_ROW]);
  });

  it('may be the last without the zeros behind it', () => {
    const body = recordIo([GOOD, Buffer.concat([GOOD, varintField(15, 1)])]);
    expect(read(body.subarray(0, body.length - 2))).toEqual([GOOD_ROW, GOOD_ROW]);
  });

  it('is put together from parts, with the magic number that stood between them', () => {
    const magic = Buffer.from([0x0a, 0x23, 0xd7, 0xce]);
    const asFloat = magic.readFloatLE();
    const record = tensorRecord({ type: 'float32', values: [asFloat, 5, asFloat] });
    const [first, second] = [record.indexOf(magic), record.lastIndexOf(magic)];
    const parts = [
      recordIoPart(record.subarray(0, first), 1),
      recordIoPart(record.subarray(first + 4, second), 2),
      recordIoPart(record.subarray(second + 4), 3),
    ];
    expect(read(Buffer.concat([...parts, recordIo([GOOD])]))).toEqual([[asFloat, 5, asFloat], GOOD_ROW]);
  });

  it('may have its fields in any order, ones that nobody knows among them, and other features', () => {
    const value = lengthDelimited(2, lengthDelimited(1, Buffer.from(Float32Array.of(4, 5, 6).buffer)));
    const swapped = Buffer.concat([
      lengthDelimited(2, value),
      varintField(9, 9),
      lengthDelimited(1, Buffer.from('values')),
    ]);
    const record = Buffer.concat([
      varintField(20, 300),
      tensorRecord({ type: 'float32', values: [1] }, 'other'),
      lengthDelimited(1, swapped),
      featureRecord('picture', BYTES),
    ]);
    expect(read(recordIo([record]))).toEqual([GOOD_ROW]);
  });

  it('has its last entry and the last type of it, and the pieces of one tensor together, as protobuf wants it', () => {
    const half = (values: number[]) =>
      lengthDelimited(2, lengthDelimited(1, Buffer.from(Float32Array.from(values).buffer)));
    const whole = lengthDelimited(3, lengthDelimited(1, Buffer.from(Float64Array.of(7, 8, 9).buffer)));
    const pieces = featureRecord('values', Buffer.concat([half([4, 5]), half([6])]));
    expect(read(recordIo([pieces]))).toEqual([GOOD_ROW]);
    expect(read(recordIo([featureRecord('values', Buffer.concat([half([4, 5]), whole]))]))).toEqual([[7, 8, 9]]);
    expect(read(recordIo([featureRecord('values', Buffer.concat([whole, BYTES]))]))).toEqual([
      ['not_a_row', 'features'],
    ]);
    expect(read(recordIo([Buffer.concat([pieces, featureRecord('values', whole)])]))).toEqual([[7, 8, 9]]);
  });

  it.each<[string, Buffer, string, string]>([
    ['without a byte', Buffer.alloc(0), 'not_a_row', 'features'],
    ['without features', lengthDelimited(3, Buffer.from('u')), 'not_a_row', 'features'],
    ['with features of other names', tensorRecord({ type: 'int32', values: [1] }, 'a'), 'not_a_row', 'features'],
    ['with a picture', featureRecord('values', BYTES), 'not_a_row', 'features'],
    ['with a value of no type', featureRecord('values', Buffer.alloc(0)), 'not_a_row', 'features'],
    ['with an empty tensor', tensorRecord({ type: 'float32', values: [] }), 'wrong_length', 'features.values'],
    ['with too few values', tensorRecord({ type: 'int32', values: [1, 2] }), 'wrong_length', 'features.values'],
    ['with too many values', tensorRecord({ type: 'int32', values: [1, 2, 3, 4] }), 'wrong_length', 'features.values'],
    ['with infinity', tensorRecord({ type: 'float32', values: [1, -1 / 0, 3] }), 'not_finite', 'features.values[1]'],
    [
      'with nothing but NaN',
      tensorRecord({ type: 'float64', values: [NaN, NaN, NaN] }),
      'only_missing',
      'features.values',
    ],
    [
      'with a key out of range',
      tensorRecord({ type: 'float32', values: [1], keys: [3] }),
      'bad_sparse_row',
      'features.keys[0]',
    ],
    [
      'with a huge key',
      tensorRecord({ type: 'float32', values: [1], keys: [2 ** 63] }),
      'bad_sparse_row',
      'features.keys[0]',
    ],
    ['with a key too many', tensorRecord({ type: 'float32', values: [1], keys: [1, 2] }), 'bad_sparse_row', 'features'],
    [
      'with keys without end',
      tensorRecord({ type: 'float32', values: [1], keys: new Array(9).fill(0) }),
      'bad_sparse_row',
      'features',
    ],
    [
      'of another shape',
      tensorRecord({ type: 'float32', values: [1], keys: [1], shape: [9] }),
      'wrong_length',
      'features.shape',
    ],
    [
      'of a shape of two dimensions',
      tensorRecord({ type: 'float32', values: [1], keys: [1], shape: [1, 3] }),
      'wrong_length',
      'features.shape',
    ],
    ['that is no protocol buffer', Buffer.from([0xff]), 'not_recordio', ''],
    ['that is cut short', GOOD.subarray(0, GOOD.length - 1), 'not_recordio', ''],
    ['whose feature is a number', varintField(1, 1), 'not_recordio', ''],
    ['whose feature has a number as name', lengthDelimited(1, varintField(1, 1)), 'not_recordio', ''],
    ['whose value is a number', lengthDelimited(1, varintField(2, 1)), 'not_recordio', ''],
    ['whose tensor is a number', featureRecord('values', varintField(2, 1)), 'not_recordio', ''],
    [
      'whose values are whole numbers where floats belong',
      featureRecord('values', lengthDelimited(2, varintField(1, 1))),
      'not_recordio',
      '',
    ],
    [
      'whose values are half a float',
      featureRecord('values', lengthDelimited(2, lengthDelimited(1, Buffer.alloc(2)))),
      'not_recordio',
      '',
    ],
    [
      'whose values are doubles where floats belong',
      featureRecord('values', lengthDelimited(2, Buffer.from([0x09, 0, 0, 0, 0, 0, 0, 0, 0]))),
      'not_recordio',
      '',
    ],
    [
      'whose last key does not end',
      featureRecord('values', lengthDelimited(2, lengthDelimited(2, Buffer.from([0x80])))),
      'not_recordio',
      '',
    ],
  ])('%s costs its row alone', (_, record, code, path) => {
    expect(read(recordIo([GOOD, record, GOOD]))).toEqual([GOOD_ROW, [code, path], GOOD_ROW]);
  });

  it('with far too many values says how many, and which features it has where it lacks the one', () => {
    const many = new Array(100_000).fill(1);
    const records = [
      tensorRecord({ type: 'int32', values: many }),
      tensorRecord({ type: 'int32', values: many, keys: many }),
      featureRecord('a', BYTES),
    ];
    const block = createRowBlock(WIDTH);
    new RecordIoRows(recordIo(records), new RowDecoder(model), WIDTH).readInto(block);
    const messages = records.map((_, row) => block.problems.get(row)?.message);
    expect(messages).toEqual([
      'got 100000 values, wanted 3: a, b, c',
      'got 100000 keys and 100000 values, wanted as many of each, at most 3',
      'got the features ["a"], wanted "values" with a Float32Tensor, Float64Tensor or Int32Tensor',
    ]);
  });
});

describe('a body that is not RecordIO', () => {
  const whole = recordIo([GOOD]);

  it.each<[string, Buffer, string]>([
    ['text', Buffer.from('0,10,100\n'), 'got 0x30312c30 at byte SIZE, wanted 0xced7230a'],
    [
      'bytes too few for a header',
      whole.subarray(0, 7),
      'got 7 bytes from byte SIZE on, wanted a magic number and a length, which are 8',
    ],
    ['a record that is cut short', whole.subarray(0, 20), 'got 12 of 28 bytes after byte BODY, wanted all of them'],
    [
      'a record that begins in its middle',
      recordIoPart(GOOD, 2),
      'got flag 2 at byte FLAG, wanted a record that is whole (0) or begins (1)',
    ],
    [
      'a flag that nobody knows',
      recordIoPart(GOOD, 7),
      'got flag 7 at byte FLAG, wanted a record that is whole (0) or begins (1)',
    ],
    [
      'a record that does not end',
      recordIoPart(GOOD, 1),
      'got 0 bytes from byte NEXT on, wanted a magic number and a length, which are 8',
    ],
    [
      'a record that does not end, without the zeros behind it',
      recordIoPart(Buffer.concat([GOOD, Buffer.alloc(1)]), 1).subarray(0, -3),
      'got 0 bytes from byte ZEROS on, wanted a magic number and a length, which are 8',
    ],
    [
      'a record that begins again',
      Buffer.concat([recordIoPart(GOOD, 1), recordIoPart(GOOD, 1)]),
      'got flag 1 at byte NEXTFLAG, wanted a record that goes on (2) or ends (3)',
    ],
  ])('is refused whole, saying where: %s', (_, rest, message) => {
    const reader = new RecordIoRows(Buffer.concat([whole, rest]), new RowDecoder(model), WIDTH);
    const size = whole.length;
    const places = {
      SIZE: size,
      BODY: size + 8,
      FLAG: size + 4,
      NEXTFLAG: 2 * size + 4,
      NEXT: 2 * size,
      ZEROS: 2 * size + 4,
    };
    const expected = message.replace(/[A-Z]{4,}/, (place) => String(places[place as keyof typeof places]));
    const problem = { code: 'not_recordio', path: '[1]', message: `the body is not RecordIO: ${expected}` };
    expect(reader.readInto(createRowBlock(WIDTH))).toEqual({ ok: false, problem });
  });
});
