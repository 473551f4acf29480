import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlikeRows } from '../../../../inference-container/serve/rows/alike-rows.ts';
import { ByteCursor, COMMA } from '../../../../inference-container/serve/rows/byte-cursor.ts';
import { JsonLineRows } from '../../../../inference-container/serve/rows/json-line-rows.ts';
import { JsonRows } from '../../../../inference-container/serve/rows/json-rows.ts';
import { clearBlock, createRowBlock } from '../../../../inference-container/serve/rows/row-block.ts';
import { RowDecoder } from '../../../../inference-container/serve/rows/row-decoder.ts';
import { ROW_KERNEL_BASE64 } from '../../../../inference-container/serve/rows/row-kernel-module.ts';
import type { RowReader } from '../../../../inference-container/serve/rows/row-reader.ts';
import { rowTemplate } from '../../../../inference-container/serve/rows/row-template.ts';
import { compileKernel, KERNELS } from '../../../../kernels/compile.ts';

const names = ['a', 'ü"7', 'features'];
const model = { features: names, medians: Float64Array.of(0, 0, 0) };

/** The values of all rows; undefined if the body is refused. */
function read(reader: RowReader): number[][] | undefined {
  const block = createRowBlock(3);
  const rows: number[][] = [];
  for (;;) {
    clearBlock(block);
    const more = reader.readInto(block);
    if (!more.ok) return undefined;
    for (let i = 0; i < block.count; i++) rows.push([...block.values.subarray(3 * i, 3 * i + 3)]);
    if (!more.value) return rows;
  }
}

const short = fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 7 }));
const numberText = fc.oneof(
  { weight: 8, arbitrary: short.map(([digits, decimals]) => (digits / 10 ** decimals).toFixed(decimals)) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '-0',
      '0',
      '-0.0',
      '9007199254740993',
      '123456789012345678',
      '0.1234567890123456',
      '1e3',
    ),
  },
);

/** Its second value is imputed: 0. */
const lacking: Style = (n) => `[${n[0]},null,${n[2]}]`;

type Style = (numbers: readonly string[]) => string;
const keys = names.map((name) => JSON.stringify(name));
const styles: Style[] = [
  (n) => `[${n}]`,
  (n) => `[ ${n.join(' , ')} ]`,
  (n) => `{"features":[${n}]}`,
  (n) => `{"features": [${n.join(', ')}]}`,
  (n) => `{"features":{${keys[0]}:${n[0]},${keys[1]}:${n[1]},${keys[2]}:${n[2]}}}`,
  (n) => `{"features": {${keys[2]}: ${n[2]}, "more": ${n[1]}, ${keys[0]}: ${n[0]}, ${keys[1]}: ${n[1]}}}`,
];

const bodies = fc.record({
  style: fc.constantFrom(...styles),
  gap: fc.constantFrom(',', ', ', ',\n  '),
  rows: fc.array(fc.tuple(numberText, numberText, numberText), { minLength: 40, maxLength: 120 }),
  // some rows are written in another way, or lack a value
  odd: fc.array(fc.tuple(fc.nat(119), fc.constantFrom(...styles, lacking)), { maxLength: 4 }),
});

function textsOf({ style, rows, odd }: { style: Style; rows: string[][]; odd: [number, Style][] }): string[] {
  return rows.map((row, i) => (odd.find(([at]) => at === i)?.[1] ?? style)(row));
}

describe('rows that are written alike', () => {
  // one for all bodies, as in a server: whatever an earlier one taught must not matter
  const decoder = new RowDecoder(model);

  it('have the values that the engine reads, whatever stands between them and came before', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const texts = textsOf(body);
        const wanted = body.rows.map((row, i) => {
          const [first, second, third] = row.map(Number);
          return [first, texts[i].includes('null') ? 0 : second, third];
        });
        const json = Buffer.from(`{"instances":[${texts.join(body.gap)}]}`);
        expect(read(new JsonRows(json, decoder))).toEqual(wanted);
        expect(read(new JsonLineRows(Buffer.from(texts.join('\n')), decoder))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('are refused as a whole wherever the body is cut off or broken', () => {
    const rows = Array.from({ length: 60 }, (_, i) => styles[2]([`${i}.5`, `${-i}`, `${i / 8}`]));
    const json = Buffer.from(`[${rows.join()}]`);
    expect(read(new JsonRows(json, decoder))).toHaveLength(60);
    for (let length = json.length - 1; length > json.length - 200; length--) {
      expect(read(new JsonRows(json.subarray(0, length), decoder))).toBeUndefined();
    }
    for (const at of [1500, 1501, 1502, 1510, 1520]) {
      const broken = Buffer.from(json);
      broken[at] = 0x3b;
      expect(read(new JsonRows(broken, decoder))).toBeUndefined();
    }
  });

  it('of one form of body do not let another form pass', () => {
    const rows = Array.from({ length: 200 }, (_, i) => styles[2]([`${i}`, '1', '2']));
    expect(read(new JsonLineRows(Buffer.from(rows.join('\n')), decoder))).toHaveLength(200);
    expect(read(new JsonRows(Buffer.from(`[${rows.join('\n')}]`), decoder))).toBeUndefined();
    expect(read(new JsonRows(Buffer.from(`[${rows.join(',')}]`), decoder))).toHaveLength(200);
    expect(read(new JsonLineRows(Buffer.from(rows.join(',')), decoder))).toBeUndefined();
  });

  it('are read in both of two bodies that are read in turns', () => {
    const body = (first: number) =>
      Buffer.from(JSON.stringify(Array.from({ length: 2500 }, (_, i) => [first + i, i / 4, i - 600])));
    const [left, right] = [new JsonRows(body(0), decoder), new JsonRows(body(1e6), decoder)];
    const block = createRowBlock(3);
    for (let turn = 0; turn < 3; turn++) {
      for (const [reader, first] of [
        [left, 0],
        [right, 1e6],
      ] as const) {
        clearBlock(block);
        expect(reader.readInto(block)).toEqual({ ok: true, value: turn < 2 });
        const from = turn * block.capacity;
        expect([...block.values.subarray(0, 3)]).toEqual([first + from, from / 4, from - 600]);
        expect(block.values[3 * (block.count - 1)]).toBe(first + from + block.count - 1);
      }
    }
  });

  it('are never taken for what stands between others', () => {
    // a short row that is not plain lies between the first plain ones
    const rows = Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? [1, 2, 3] : [null, 5, 6]));
    const body = Buffer.from(JSON.stringify(rows));
    expect(read(new JsonRows(body, new RowDecoder(model)))).toEqual(rows.map((row) => row.map((value) => value ?? 0)));
  });

  it('are read many at a time, in a body longer than the window too', () => {
    const alike = new AlikeRows(3, 5000);
    const row = '{"features":[1.5,-2,3.25]}';
    alike.learn(rowTemplate(Buffer.from(row), Buffer.from(','), []), COMMA);
    const bytes = Buffer.from(Array.from({ length: 4000 }, () => row).join());
    const cursor = new ByteCursor(bytes);
    const block = { ...createRowBlock(3), capacity: 4000, values: new Float64Array(12_000) };
    const owner = {};
    let calls = 0;
    while (block.count < 4000) {
      expect(alike.take(cursor, block, COMMA, owner)).toBeGreaterThan(1);
      if (block.count < 4000) cursor.at++;
      calls++;
    }
    expect(calls).toBeLessThan(6);
    expect(cursor.at).toBe(bytes.length);
    expect(block.values.every((value, i) => value === [1.5, -2, 3.25][i % 3])).toBe(true);
  });
});

it('the module that reads them is what its source compiles to', async () => {
  const wasm = await compileKernel(KERNELS.row);
  expect(ROW_KERNEL_BASE64).toBe(Buffer.from(wasm).toString('base64'));
});
