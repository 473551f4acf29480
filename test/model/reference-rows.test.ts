import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  chooseReferenceRows,
  decodeReferenceRows,
  encodeReferenceRows,
  noReferenceRows,
} from '../../model/reference-rows.ts';

/** Rows of which each value says its row and its column, and scores that rise from row to row. */
function numbered(rowCount: number, featureCount: number) {
  const rows = Float64Array.from(
    { length: rowCount * featureCount },
    (_, i) => Math.floor(i / featureCount) + (i % featureCount) / 1024,
  );
  return { rows, scores: Float64Array.from({ length: rowCount }, (_, i) => i / rowCount) };
}

/** Which rows were chosen, having seen that each is whole. */
function chosenRows({ values, count }: { values: Float32Array; count: number }, featureCount: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const row = [...values.subarray(i * featureCount, (i + 1) * featureCount)];
    const first = row[0];
    expect(row).toEqual(row.map((_, f) => first + f / 1024));
    return first;
  });
}

describe('the reference rows', () => {
  it('are whole rows of the training data, each once, none of them strange', () => {
    const { rows, scores } = numbered(100, 3);
    const chosen = chosenRows(chooseReferenceRows(rows, scores, 0.6, 1), 3);
    // the one at the threshold is usual
    expect(chosen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 61 }, (_, i) => i));
  });

  it('are 512 at most, chosen by the seed from all that are usual', () => {
    const { rows, scores } = numbered(2000, 2);
    const choose = (seed: number) => chosenRows(chooseReferenceRows(rows, scores, 1, seed), 2);
    const chosen = choose(1);
    expect(new Set(chosen).size).toBe(512);
    expect(choose(1)).toEqual(chosen);
    expect(choose(2)).not.toEqual(chosen);
    // of each quarter of the rows about a quarter
    const quarters = [0, 1, 2, 3].map((quarter) => chosen.filter((row) => Math.floor(row / 500) === quarter).length);
    for (const size of quarters) expect(Math.abs(size - 128)).toBeLessThan(40);
  });

  it('are fewer the wider they are, of 6000 values together, and none beyond that', () => {
    const countOf = (featureCount: number) => {
      const { rows, scores } = numbered(600, featureCount);
      return chooseReferenceRows(rows, scores, 1, 1).count;
    };
    expect([11, 12, 20, 21, 6000, 6001].map(countOf)).toEqual([512, 500, 300, 285, 1, 0]);
  });

  it('spread by the range between the quarters of their values, by the least there is where that is nothing', () => {
    const rows = Array.from({ length: 9 }, (_, i) => [i, 7, i < 8 ? 0 : 1e6]);
    const { spreads } = chooseReferenceRows(Float64Array.from(rows.flat()), new Float64Array(9), 1, 1);
    expect([...spreads]).toEqual([4, Number.MIN_VALUE, Number.MIN_VALUE]);
    const spreadOfSquares = (count: number) => {
      const squares = Float64Array.from({ length: count }, (_, i) => i * i);
      return chooseReferenceRows(squares, new Float64Array(count), 1, 1).spreads[0];
    };
    expect(spreadOfSquares(10)).toBe(6 ** 2 - 2 ** 2);
    expect(spreadOfSquares(11)).toBe(7 ** 2 - 2 ** 2);
    expect(spreadOfSquares(12)).toBe(8 ** 2 - 2 ** 2);
  });

  it('are none for a model that was made without them', () => {
    expect(noReferenceRows(2)).toEqual({
      count: 0,
      values: new Float32Array(0),
      spreads: Float64Array.of(Number.MIN_VALUE, Number.MIN_VALUE),
    });
  });
});

describe('the bytes of reference rows', () => {
  const header = [0x57, 0x45, 0x49, 0x52, 1, 2, 1, 0];
  const rows = { count: 2, values: Float32Array.of(1, -2, 0.5, 0), spreads: new Float64Array(2) };
  const bytes = encodeReferenceRows(rows, 2);

  it('are header, features, rows and the values, little-endian', () => {
    expect([...bytes]).toEqual([
      ...[...header, 2, 0, 0, 0, 2, 0, 0, 0],
      ...[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f, 0, 0, 0, 0],
    ]);
  });

  it('come back as they were, also from the middle of a larger buffer, and from a model that was saved before', () => {
    const larger = new Uint8Array(100).fill(9);
    larger.set(bytes, 7);
    const decoded = decodeReferenceRows(larger.subarray(7, 7 + bytes.length), 2);
    expect([decoded.count, decoded.values]).toEqual([2, rows.values]);

    const saved = new Uint8Array(readFileSync('samples/model/reference.bin'));
    const { features } = JSON.parse(readFileSync('samples/model/model.json', 'utf8'));
    const sample = decodeReferenceRows(saved, features.length);
    expect(sample.count).toBeGreaterThan(0);
    expect(encodeReferenceRows(sample, features.length)).toEqual(saved);
  });

  it('are refused with what is wrong', () => {
    const refuse = (changed: Uint8Array, featureCount = 2) => expect(() => decodeReferenceRows(changed, featureCount));
    for (const [at, wanted] of header.entries()) {
      refuse(bytes.with(at, 99)).toThrow(new Error(`byte ${at} of the header is 99, wanted ${wanted}`));
    }
    refuse(bytes.subarray(0, 3)).toThrow(new Error('byte 3 of the header is undefined, wanted 82'));
    refuse(bytes.subarray(0, 15)).toThrow(new Error('cut short: got 15 bytes, wanted a header of 16'));
    refuse(bytes.subarray(0, 16)).toThrow(new Error('got 16 bytes, wanted 32 for 2 rows'));
    refuse(bytes.subarray(0, 31)).toThrow(new Error('got 31 bytes, wanted 32 for 2 rows'));
    refuse(Uint8Array.of(...bytes, 0)).toThrow(new Error('got 33 bytes, wanted 32 for 2 rows'));
    refuse(bytes, 3).toThrow(new Error('its rows have 2 features, wanted 3'));
  });
});
