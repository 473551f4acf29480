import { describe, expect, it } from 'vitest';
import { CsvRows } from '../../../../inference-container/serve/rows/csv-rows.ts';
import { JsonLineRows } from '../../../../inference-container/serve/rows/json-line-rows.ts';
import { JsonRows } from '../../../../inference-container/serve/rows/json-rows.ts';
import { RecordIoRows } from '../../../../inference-container/serve/rows/recordio-rows.ts';
import { clearBlock, createRowBlock, type RowReader } from '../../../../inference-container/serve/rows/row-block.ts';
import { RowDecoder } from '../../../../inference-container/serve/rows/row-decoder.ts';
import { lengthDelimited } from '../../../../verification/fuzz/protobuf-writer.ts';
import { featureRecord, recordIo, recordIoPart, tensorRecord } from '../../../../verification/fuzz/recordio.ts';
import { growth, LINEAR_GROWTH } from '../../../support/growth.ts';
import { HOSTILE_RUNS, run } from '../../../support/hostile-runs.ts';

const model = { features: ['a', 'b', 'c'], medians: Float64Array.of(1, 2, 3) };
/** Enough to see any growth, and too little to outgrow the memory at hand, which takes time too but only once. */
const MOST_BYTES = 256 * 1024;

type Open = (body: Buffer, decoder: RowDecoder) => RowReader;
const csv: Open = (body, decoder) => new CsvRows(body, decoder, model.features.length);
const json: Open = (body, decoder) => new JsonRows(body, decoder);
const jsonLines: Open = (body, decoder) => new JsonLineRows(body, decoder);
const records: Open = (body, decoder) => new RecordIoRows(body, decoder, model.features.length);

function growthOf(open: Open, make: (size: number) => string | Buffer): number {
  const decoder = new RowDecoder(model);
  const block = createRowBlock(model.features.length);
  const read = (body: Buffer) => {
    const reader = open(body, decoder);
    for (let more = true; more; ) {
      clearBlock(block);
      const outcome = reader.readInto(block);
      more = outcome.ok && outcome.value;
    }
  };
  return growth((size) => Buffer.from(make(size) as Buffer), read, MOST_BYTES);
}

describe('a body of CSV is read in time that is linear in its bytes, with', () => {
  it.each([
    ...Object.entries(HOSTILE_RUNS),
    ['digits in a field', (size: number) => `1,${run('1', size)}x,3`] as const,
    ['rows with a missing value', (size: number) => run('1,,3\n', size)] as const,
    ['rows of long numbers', (size: number) => run('12345678901234567890,1,2\n', size)] as const,
  ])('%s', (_, text) => {
    expect(growthOf(csv, text)).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('a body of JSON is read in time that is linear in its bytes, with a row of', () => {
  it.each([
    ...Object.entries(HOSTILE_RUNS),
    ['one very long name', (size: number) => run(`{"features":{"a":1,"b":2,"c":3,"${run('k', size / 4)}":4}},`, size)],
    ['names that are not known', (size: number) => run('{"features":{"x":1,"y":2,"a":3}},', size)],
    ['now one form and now another', (size: number) => run('[1,2,3],[1,2,3], [1,2,3],{"features":[1,2,3]},', size)],
  ] as const)('%s', (_, text) => {
    expect(growthOf(json, (size) => `[${text(size)}`)).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('a body of lines of JSON is read in time that is linear in its bytes, with a line of', () => {
  it.each(Object.entries(HOSTILE_RUNS))('%s', (_, text) => {
    expect(growthOf(jsonLines, text)).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('a body of RecordIO is read in time that is linear in its bytes, with', () => {
  const repeated = (bytes: Uint8Array, size: number) => Buffer.alloc(size - (size % bytes.length), bytes);
  const tensor = (fields: Uint8Array) => recordIo([featureRecord('values', lengthDelimited(2, fields))]);
  const nothing = Buffer.alloc(0);

  it.each<[string, (size: number) => Buffer]>([
    ['rows', (size) => repeated(recordIo([tensorRecord({ type: 'float32', values: [1, 2, 3] })]), size)],
    ['records of no byte', (size) => repeated(recordIoPart(nothing), size)],
    [
      'one record of many parts',
      (size) =>
        Buffer.concat([recordIoPart(nothing, 1), repeated(recordIoPart(nothing, 2), size), recordIoPart(nothing, 3)]),
    ],
    [
      'one record of parts without end',
      (size) => Buffer.concat([recordIoPart(nothing, 1), repeated(recordIoPart(nothing, 2), size)]),
    ],
    [
      'records of two parts',
      (size) => repeated(Buffer.concat([recordIoPart(nothing, 1), recordIoPart(nothing, 3)]), size),
    ],
    ['packed values', (size) => tensor(lengthDelimited(1, Buffer.alloc(size - (size % 4))))],
    ['values one by one', (size) => tensor(repeated(Buffer.from([0x0d, 0, 0, 0, 0]), size))],
    ['packed keys', (size) => tensor(lengthDelimited(2, Buffer.alloc(size, 1)))],
    [
      'keys of ten bytes',
      (size) => tensor(lengthDelimited(2, repeated(Buffer.from([...new Array(9).fill(0x80), 0]), size))),
    ],
    ['packed keys that do not end', (size) => tensor(lengthDelimited(2, Buffer.alloc(size, 0x80)))],
    [
      'pieces of a tensor',
      (size) => recordIo([featureRecord('values', repeated(lengthDelimited(2, Buffer.from([0x10, 1])), size))]),
    ],
    ['types in turn', (size) => recordIo([featureRecord('values', repeated(Buffer.from([0x12, 0, 0x1a, 0]), size))])],
    ['features', (size) => recordIo([repeated(featureRecord('a', nothing), size)])],
    ['a feature of a long name', (size) => recordIo([featureRecord('a'.repeat(size), nothing)])],
    [
      'names of a feature',
      (size) => recordIo([lengthDelimited(1, repeated(lengthDelimited(1, Buffer.from('a')), size))]),
    ],
    ['fields that nobody knows', (size) => recordIo([repeated(Buffer.from([0x28, 0x00]), size)])],
  ])('%s', (_, make) => {
    expect(growthOf(records, make)).toBeLessThan(LINEAR_GROWTH);
  });
});
