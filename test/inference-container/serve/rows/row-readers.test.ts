import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFeatureValue } from '../../../../contracts/record-forms/number.ts';
import { CsvRows } from '../../../../inference-container/serve/rows/csv-rows.ts';
import { JsonLineRows } from '../../../../inference-container/serve/rows/json-line-rows.ts';
import { JsonRows } from '../../../../inference-container/serve/rows/json-rows.ts';
import { clearBlock, createRowBlock, type RowReader } from '../../../../inference-container/serve/rows/row-block.ts';
import { RowDecoder } from '../../../../inference-container/serve/rows/row-decoder.ts';

const model = { features: ['a', 'b', 'ä"\n'], medians: Float64Array.of(-1, -2, -3) };

type Row = { values: number[]; imputed: readonly string[] } | { problem: string } | 'refused';

/** One for all bodies, as in a server: whatever an earlier one left in it must not matter. */
const decoder = new RowDecoder(model);

/** All rows of a body by our reader; the last one is `refused` if the body is. */
function readAll(reader: RowReader): Row[] {
  const block = createRowBlock(model.features.length);
  const rows: Row[] = [];
  for (;;) {
    clearBlock(block);
    const more = reader.readInto(block);
    if (!more.ok) return [...rows, ...rowsOf(block), 'refused'];
    rows.push(...rowsOf(block));
    if (!more.value) return rows;
  }
}

function rowsOf({ count, values, gaps, problems }: ReturnType<typeof createRowBlock>): Row[] {
  return Array.from({ length: count }, (_, row) => {
    const problem = problems.get(row);
    if (problem) return { problem: problem.code };
    return { values: [...values.subarray(row * 3, row * 3 + 3)], imputed: gaps.get(row)?.imputed ?? [] };
  });
}

/** The same, slowly: the whole body parsed by the engine. Only for `features` that are a list or an object. */
function readByEngine(body: string): Row[] {
  const parsed = JSON.parse(body);
  const rows: unknown[] = Array.isArray(parsed) ? parsed : parsed.instances;
  return rows.map((row) => {
    const features = Array.isArray(row) ? row : (row as { features: object }).features;
    if (Array.isArray(features)) return features.length === 3 ? rowOf(features) : { problem: 'wrong_length' };
    return rowOfNamed(features);
  });
}

/** White space around a name is no part of it; a name that then stands twice must have one value. */
function rowOfNamed(features: object): Row {
  const known = model.features.map((feature) => feature.trim());
  const given = new Map<string, Set<number>>();
  for (const [key, value] of Object.entries(features)) {
    const name = key.trim();
    const number = toFeatureValue(value);
    if (number === undefined || Number.isNaN(number)) {
      if (known.includes(name)) return { problem: 'not_finite' };
    } else if (number !== null) given.set(name, new Set([...(given.get(name) ?? []), number]));
  }
  if ([...given.values()].some((values) => values.size > 1)) return { problem: 'repeated_feature' };
  const names = Object.keys(features).map((key) => key.trim());
  const isUnknown = names.length === 0 || names.some((name) => !known.includes(name));
  if (isUnknown && !known.some((name) => given.has(name))) return { problem: 'no_known_feature' };
  return rowOf(known.map((name) => given.get(name)?.values().next().value ?? null));
}

function rowOf(given: readonly unknown[]): Row {
  const values = given.map(toFeatureValue);
  if (values.some((value) => value === undefined || Number.isNaN(value))) return { problem: 'not_finite' };
  if (values.every((value) => value === null)) return { problem: 'only_missing' };
  return {
    values: values.map((value, feature) => value ?? model.medians[feature]),
    imputed: model.features.filter((_, feature) => values[feature] === null),
  };
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100),
);
const missing = fc.constant(null);
const list = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(number, number, number) },
  fc.array(fc.oneof({ weight: 5, arbitrary: number }, missing, fc.string()), { maxLength: 4 }),
);
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...model.features) },
  { weight: 1, arbitrary: fc.constantFrom(' a', 'b\t', ' x', 'x') },
  fc.string(),
);
const named = fc
  .array(fc.tuple(name, fc.oneof({ weight: 9, arbitrary: number }, missing, fc.json())), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries));
const rows = fc.array(fc.oneof(list, fc.record({ features: fc.oneof(list, named) })), { maxLength: 300 });
const space = fc.constantFrom(undefined, 1, '\t');

describe('a number that means a missing value', () => {
  const gaps = new RowDecoder({ ...model, missingValues: [-200] });
  const expected = [
    { values: [1, -2, 3], imputed: ['b'] },
    { values: [1, 2, 3], imputed: [] },
  ];

  it.each([
    ['an array', '[[1,-200,3],[1,2,3]]'],
    ['named values', String.raw`[{"features":{"a":1,"b":-2e2,"ä\"\n":3}},{"features":{"a":1,"b":2,"ä\"\n":3}}]`],
  ])('takes the median in %s of JSON', (_, body) => {
    expect(readAll(new JsonRows(Buffer.from(body), gaps))).toEqual(expected);
    expect(readAll(new JsonLineRows(Buffer.from(JSON.parse(body).map(lineOf).join('\n')), gaps))).toEqual(expected);
  });

  it('takes the median in CSV', () => {
    expect(readAll(new CsvRows(Buffer.from('1,-200.0,3\n1,2,3'), gaps, 3))).toEqual(expected);
  });
});

function lineOf(row: unknown): string {
  return JSON.stringify(row);
}

describe('rows of JSON', () => {
  it('are read as if the engine had parsed the whole body', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), space, (instances, bare, indent) => {
        const body = JSON.stringify(
          bare ? instances : { configuration: { a: [1] }, instances, last: 'x' },
          null,
          indent,
        );
        expect(readAll(new JsonRows(Buffer.from(body), decoder))).toEqual(readByEngine(body));
      }),
      { numRuns: 500 },
    );
  });

  it('are refused whenever the engine would refuse the body', () => {
    const oneRow = fc.oneof(list, fc.record({ features: named })).map((row) => JSON.stringify([row, row]));
    const spoilt = fc
      .tuple(oneRow, fc.nat(), fc.constantFrom('', ',', ':', '"', '[', ']', '{', '}', '0', '-', '.', 'e', '\\', 'x'))
      .map(([body, at, byte]) => {
        const where = at % body.length;
        return body.slice(0, where) + byte + body.slice(where + 1);
      })
      .filter((body) => {
        try {
          JSON.parse(body);
          return false;
        } catch {
          return true;
        }
      });
    fc.assert(
      fc.property(spoilt, (body) => {
        expect(readAll(new JsonRows(Buffer.from(body), decoder)).at(-1)).toBe('refused');
      }),
      { numRuns: 2000 },
    );
  });

  it('on lines are read as in a list', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n', '\n\n'), (instances, newline) => {
        const lines = instances.map((row) => JSON.stringify(row)).join(newline);
        const read = readAll(new JsonLineRows(Buffer.from(lines), decoder));
        expect(read).toEqual(readAll(new JsonRows(Buffer.from(JSON.stringify(instances)), decoder)));
      }),
      { numRuns: 300 },
    );
  });

  it('are refused as a whole wherever the body is cut off or broken', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ features: [i + 0.5, -i, i / 8] }));
    const body = Buffer.from(JSON.stringify(rows));
    expect(readAll(new JsonRows(body, decoder))).toHaveLength(60);
    for (let length = 0; length < body.length; length++) {
      expect(readAll(new JsonRows(body.subarray(0, length), decoder)).at(-1)).toBe('refused');
    }
    for (let at = 0; at < body.length; at++) {
      const broken = Buffer.from(body);
      // a control character is bad in a string, too
      broken[at] = 0x01;
      expect(readAll(new JsonRows(broken, decoder)).at(-1)).toBe('refused');
    }
  });

  it('on lines end with their line, so that a line cut short spoils no other', () => {
    const read = (body: string) => readAll(new JsonLineRows(Buffer.from(body), decoder));
    const good = { values: [1, 2, 3], imputed: [] };
    const bad = { problem: 'not_json' };
    expect(read('[1,2,3]\n[1,2,\n3]\n[1,2,3]')).toEqual([good, bad, bad, good]);
    expect(read('{"features":\n[1,2,3]')).toEqual([bad, good]);
  });

  it('of one form of body do not pass in another', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `[${i},1,2]`);
    expect(readAll(new JsonLineRows(Buffer.from(rows.join('\n')), decoder))).toHaveLength(200);
    expect(readAll(new JsonRows(Buffer.from(`[${rows.join('\n')}]`), decoder)).at(-1)).toBe('refused');
    expect(readAll(new JsonLineRows(Buffer.from(rows.join()), decoder))).toEqual([{ problem: 'not_json' }]);
  });

  it('are read in both of two bodies that are read in turns', () => {
    const body = (first: number) => Array.from({ length: 2500 }, (_, i) => [first + i, i / 4, i - 600]);
    const open = (rows: number[][]) => new JsonRows(Buffer.from(JSON.stringify(rows)), decoder);
    const bodies = [body(0), body(1e6)].map((rows) => ({ rows, reader: open(rows), read: [] as Row[] }));
    const block = createRowBlock(3);
    for (let turn = 0; turn < 3; turn++) {
      for (const { reader, read } of bodies) {
        clearBlock(block);
        expect(reader.readInto(block)).toEqual({ ok: true, value: turn < 2 });
        read.push(...rowsOf(block));
      }
    }
    for (const { rows, read } of bodies) expect(read).toEqual(rows.map((values) => ({ values, imputed: [] })));
  });

  it('take the last of duplicate names', () => {
    const body = '[{"features":{"a":1,"b":2,"a":3,"ä\\"\\n":4}}]';
    const read = readAll(new JsonRows(Buffer.from(body), decoder));
    expect(read).toEqual([{ values: [3, 2, 4], imputed: [] }]);
  });

  it('do not take a duplicate name for the one that is missing', () => {
    const row = (features: string) => `{"features":{${features}}}`;
    const body = `[${row('"a":1,"b":2,"ä\\"\\n":9')},${row('"a":1,"b":2,"a":3')}]`;
    expect(readAll(new JsonRows(Buffer.from(body), decoder))).toEqual([
      { values: [1, 2, 9], imputed: [] },
      { values: [3, 2, -3], imputed: ['ä"\n'] },
    ]);
  });

  it('know a name that has white space around it, and when it then stands twice', () => {
    const row = (features: string) => `{"features":{${features}}}`;
    const body = `[${row('" a":1,"b\\t":2,"ä\\"\\n":9')},${row('"a":1,"b":2,"ä\\"\\n":9," a":3')},${row('"a":1,"b":2,"ä\\"\\n":9,"a ":3')}]`;
    expect(readAll(new JsonRows(Buffer.from(body), decoder))).toEqual([
      { values: [1, 2, 9], imputed: [] },
      { problem: 'repeated_feature' },
      { problem: 'repeated_feature' },
    ]);
  });

  it('know a name however it is escaped', () => {
    const body = '[{"features":{"\\u0061":1,"b":2,"\\u00e4\\"\\u000a":4}}]';
    const read = readAll(new JsonRows(Buffer.from(body), decoder));
    expect(read).toEqual([{ values: [1, 2, 4], imputed: [] }]);
  });

  it('may have a name of any length', () => {
    const row = `{"features":{"a":1,"b":2,"ä\\"\\n":3,"${'x'.repeat(11_000_000)}":4}}`;
    const body = Buffer.from(`[${row},${row}${' '.repeat(1000)}]`);
    const read = readAll(new JsonRows(body, decoder));
    expect(read).toEqual(new Array(2).fill({ values: [1, 2, 3], imputed: [] }));
  });

  it('are not confused by names of the object prototype', () => {
    const body = '[{"features":{"__proto__":{"a":1},"constructor":2,"b":5}}]';
    const read = readAll(new JsonRows(Buffer.from(body), decoder));
    expect(read).toEqual([{ values: [-1, 5, -3], imputed: ['a', 'ä"\n'] }]);
  });
});

describe('lines of CSV', () => {
  it('are read field by field, whatever stands around the numbers', () => {
    const blank = fc.constantFrom('', ' ', '\t');
    const field = fc
      .tuple(blank, number, blank)
      .map(([before, value, after]) => ({ value: value + 0, text: before + value + after }));
    const line = fc.tuple(field, field, field);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 300 }), fc.constantFrom('\n', '\r\n'), (lines, newline) => {
        const body = lines.map((fields) => fields.map(({ text }) => text).join(',')).join(newline);
        const read = readAll(new CsvRows(Buffer.from(body), decoder, 3));
        expect(read).toEqual(lines.map((fields) => ({ values: fields.map(({ value }) => value), imputed: [] })));
      }),
      { numRuns: 300 },
    );
  });

  it('may use the forms of numbers that JSON does not have', () => {
    const read = readAll(new CsvRows(Buffer.from('+1,.5,007.\n'), decoder, 3));
    expect(read).toEqual([{ values: [1, 0.5, 7], imputed: [] }]);
  });

  it.each([
    ['1,2,3,', 'wrong_length'],
    ['1,2,3,4', 'wrong_length'],
    ['1,2', 'wrong_length'],
    ['1;2;3', 'not_finite'],
    ['1,2,x', 'not_finite'],
    ['1,2,Infinity', 'not_finite'],
    ['1,2,"x"', 'not_finite'],
    ['1,2,"3', 'not_finite'],
    ['1,2,3"', 'not_finite'],
    ['1,2,"""3"""', 'not_finite'],
    ['"1,2",3', 'not_finite'],
    ['1,2,true', 'not_finite'],
    ['NA,,?', 'only_missing'],
  ])('that are bad cost themselves alone: %j', (line, problem) => {
    const good = { values: [1, 2, 3], imputed: [] };
    const read = readAll(new CsvRows(Buffer.from(`1,2,3\n${line}\n1,2,3`), decoder, 3));
    expect(read).toEqual([good, { problem }, good]);
  });

  it('may have quotes around their numbers', () => {
    const good = { values: [1, -2.5, 3e2], imputed: [] };
    const read = readAll(
      new CsvRows(Buffer.from('"1","-2.5","3e2"\n1, "-2.5" ,300\n" 1",-2.5,"+300"\r\n'), decoder, 3),
    );
    expect(read).toEqual([good, good, good]);
  });

  it('may begin with a byte order mark', () => {
    const good = { values: [1, 2, 3], imputed: [] };
    expect(readAll(new CsvRows(Buffer.from('\uFEFF1,2,3\n1,2,3'), decoder, 3))).toEqual([good, good]);
    expect(readAll(new JsonRows(Buffer.from('\uFEFF[[1,2,3],[1,2,3]]'), decoder))).toEqual([good, good]);
    expect(readAll(new JsonLineRows(Buffer.from('\uFEFF[1,2,3]\n[1,2,3]'), decoder))).toEqual([good, good]);
  });
});

describe('a header of CSV', () => {
  const plain = { features: ['temp', 'load', '2'], medians: Float64Array.of(-1, -2, -3) };
  const read = (body: string) => readAll(new CsvRows(Buffer.from(body), new RowDecoder(plain), 3));
  const good = { values: [1, 2, 3], imputed: [] };

  it.each([
    ['in the order of the model', 'temp,load,2\n1,2,3\n'],
    ['in another', '2,temp,load\n3,1,2\n'],
    ['with space, quotes and a byte order mark', '\uFEFF"temp" , load,"2"\r\n1,2,3\r\n'],
    ['with names that the model does not know', 'load,where,temp,2,at\n2,x,1,3,2024-01-01\n'],
    ['with a comma in such a name', '"hall, left",load,temp,2\nx,2,1,3\n'],
    ['with a name that is not known for numbers', 'n,temp,load,2\n9,1,2,3\n'],
    ['with the unnamed row numbers of pandas', ',temp,load,2\n0,1,2,3\n'],
    ['that comes again', 'temp,load,2\n1,2,3\ntemp,load,2\n'],
    ['behind blank lines', '\n\ntemp,load,2\n1,2,3\n'],
  ])('gives the columns: %s', (_, body) => {
    expect(read(body)).toEqual([good]);
  });

  it('without a feature of the model leaves it missing in every row', () => {
    expect(read('load\n2\n4\n')).toEqual([
      { values: [-1, 2, -3], imputed: ['temp', '2'] },
      { values: [-1, 4, -3], imputed: ['temp', '2'] },
    ]);
  });

  it('alone has no row', () => {
    expect(read('temp,load,2')).toEqual([]);
  });

  it('is read once, however many blocks its rows fill', () => {
    const rows = Array.from({ length: 2500 }, (_, i) => [i, i / 4, i - 600]);
    const body = rows.map(([temp, load, two]) => `${load},${two},${temp}`).join('\n');
    expect(read(`load,2,temp\n${body}`)).toEqual(rows.map((values) => ({ values, imputed: [] })));
  });

  it.each([
    ['a first line of numbers', '1,2,3\n', [good]],
    ['a first line that is bad', '1,load,3\n1,2,3\n', [{ problem: 'not_finite' }, good]],
    ['a word alone', 'x\n1,2,3\n', [{ problem: 'not_finite' }, good]],
    ['words further down', '1,2,3\nx,y,z\n1,2,3\n', [good, { problem: 'not_finite' }, good]],
  ])('is not %s', (_, body, rows) => {
    expect(read(body)).toEqual(rows);
  });

  it('gives the columns of what is below it, wherever it stands', () => {
    expect(read('1,2,3\n2,temp,load\n3,1,2\nload,temp,2\n2,1,3')).toEqual([good, good, good]);
    expect(read('1,2,3\nload\n2')).toEqual([good, { values: [-1, 2, -3], imputed: ['temp', '2'] }]);
    expect(read('1,2,3\ntemp,load,temp\n1,2,3').at(-1)).toBe('refused');
  });

  it('without any name of the model makes the body none: its rows could be in any order', () => {
    expect(read('Load,Temp,Two\n2,1,3\n')).toEqual(['refused']);
  });

  it('says how many fields a row must have', () => {
    const rows = read('temp,load,2,where\n1,2,3\n1,2,3,x\n1,2,3,x,\n');
    expect(rows).toEqual([{ problem: 'wrong_length' }, good, { problem: 'wrong_length' }]);
  });

  it('that names a feature twice makes the body none', () => {
    expect(read('temp,load,temp\n1,2,3\n')).toEqual(['refused']);
    expect(read('temp,where,where,load,2\n1,x,y,2,3\n')).toEqual([good]);
  });
});
