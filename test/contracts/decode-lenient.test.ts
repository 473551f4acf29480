import { describe, expect, it } from 'vitest';
import { type DecodedObservation, decodeRecord } from '../../contracts/decode-record.ts';

const ARRIVAL_MS = Date.parse('2026-11-20T12:00:00Z');

function decode(record: string): DecodedObservation[] {
  return decodeRecord(new TextEncoder().encode(record), { partitionKey: 'pump-7', arrivalMs: ARRIVAL_MS });
}

/** Features of each observation; of what cannot be read, `code at path: its text`. */
function outcomes(record: string): unknown[] {
  return decode(record).map((part) =>
    part.ok
      ? part.observation.features
      : `${part.problem.code} at '${part.problem.path}': ${new TextDecoder().decode(part.data)}`,
  );
}

function problemsOf(record: string): string[] {
  return decode(record).flatMap((part) => (part.ok ? [] : [part.problem.message]));
}

describe('what Python writes for what is no number', () => {
  it('is missing when it is NaN', () => {
    expect(outcomes('{"x":NaN,"y":2}')).toEqual([{ x: null, y: 2 }]);
    expect(outcomes('[{"features":{"x":NaN,"y":1}},{"x":1}]')).toEqual([{ x: null, y: 1 }, { x: 1 }]);
    expect(outcomes('[NaN,2]')).toEqual([[null, 2]]);
    expect(outcomes('{"x":1}\n{"x":NaN}')).toEqual([{ x: 1 }, { x: null }]);
  });

  it('costs its own observation when it is Infinity', () => {
    expect(outcomes('[{"x":1},{"x":-Infinity},{"x":3}]')).toEqual([
      { x: 1 },
      `not_finite at '[1].x': {"x":-Infinity}`,
      { x: 3 },
    ]);
    expect(outcomes('{"x":Infinity}')).toEqual([`not_finite at 'x': {"x":Infinity}`]);
  });

  it('is text within a string, and no part of a longer word', () => {
    expect(decode('{"labels":{"a":"NaN, \\"Infinity\\""},"x":NaN,"y":1}')[0]).toMatchObject({
      observation: { labels: { a: 'NaN, "Infinity"' } },
    });
    expect(problemsOf('{"x":NaNs}')).toEqual(['not JSON: at character 6 got "NaNs}", wanted a value']);
  });
});

describe('objects one after the other', () => {
  it.each(['{"x":1}{"x":2}', '{"x":1} {"x":2}', '{"x":1},{"x":2},', '[{"x":1}][{"x":2}]'])(
    'are read one by one: %j',
    (record) => {
      expect(outcomes(record)).toEqual([{ x: 1 }, { x: 2 }]);
    },
  );

  it('are read beside arrays, though each has a line and a comma', () => {
    expect(outcomes('{"x":1},\n[2,3],\n{"x":4}')).toEqual([{ x: 1 }, [2, 3], { x: 4 }]);
  });

  it('may span lines each', () => {
    const pretty = [{ x: 1, list: [1, 2] }, { x: 2 }].map((value) => JSON.stringify(value, undefined, 2)).join('\n');
    expect(outcomes(pretty)).toEqual([{ x: 1 }, { x: 2 }]);
  });

  it('are read up to where the text breaks, and the rest is kept', () => {
    expect(outcomes('{"x":1}{"x":2}{"x":3')).toEqual([{ x: 1 }, { x: 2 }, `unreadable at 'value 3': {"x":3`]);
    expect(problemsOf('{"x":1}{"x":2}{"x":3')).toEqual(['not JSON: at character 21 got the end, wanted a comma or }']);
  });

  it('may be on a line among others', () => {
    expect(outcomes('{"x":1}{"x":2}\n{"x":"a"}{"x":4}\n{"x":5')).toEqual([
      { x: 1 },
      { x: 2 },
      `no_features at 'line 2.value 1': {"x":"a"}`,
      { x: 4 },
      `unreadable at 'line 3': {"x":5`,
    ]);
  });
});

describe('JSON that is broken', () => {
  it.each([
    ['{"x":1', 'at character 7 got the end, wanted a comma or }'],
    ['{"x":1,}', 'at character 8 got "}", wanted a name in quotes'],
    ['{x:1}', 'at character 2 got "x:1}", wanted a name in quotes or }'],
    ["{'x':1}", `at character 2 got "'x':1}", wanted a name in quotes or }`],
    ['{"x" 1}', 'at character 6 got "1}", wanted a colon'],
    ['{"x":01}', 'at character 6 got "01}", wanted a value'],
    ['{"x":None}', 'at character 6 got "None}", wanted a value'],
    ['[1 2]', 'at character 4 got "2]", wanted a comma or ]'],
    ['{"x":"a', 'at character 6 got "\\"a", wanted a value'],
  ])('says at which character %s breaks', (record, problem) => {
    expect(problemsOf(record)).toEqual([`not JSON: ${problem}`]);
  });

  it('is not searched for lists and numbers when it spans lines', () => {
    expect(outcomes('{"list": [\n  [1, 2],\n  [3, 4]')).toEqual([expect.stringContaining('unreadable')]);
    expect(outcomes('{"list": [\n  1,\n  2')).toEqual([expect.stringContaining('unreadable')]);
  });
});

describe('a table of CSV with a header', () => {
  it('gives the names, the source, the time and the id', () => {
    const table = 'source,timestamp,id,temp, flow \npump-1,2026-11-20T11:00:00Z,7,20.5,3\r\n"pump,2",,,nan,"4"\n';
    expect(decode(table).map((part) => part.ok && part.observation)).toEqual([
      {
        source: 'pump-1',
        timestampMs: Date.parse('2026-11-20T11:00:00Z'),
        id: '7',
        features: { temp: 20.5, flow: 3 },
      },
      { source: 'pump,2', timestampMs: ARRIVAL_MS, features: { temp: null, flow: 4 } },
    ]);
  });

  it('loses the line alone that cannot be read, and keeps it under its header', () => {
    expect(outcomes('a,b\n1,2\n3\n1e999,4\n5,6')).toEqual([
      { a: 1, b: 2 },
      `wrong_length at 'line 3': a,b\n3`,
      `not_finite at 'line 4.a': a,b\n1e999,4`,
      { a: 5, b: 6 },
    ]);
  });

  it('is kept whole when the header would be copied for far too many lines', () => {
    const table = `${'a'.repeat(2000)},b\n${'1\n'.repeat(20_000)}`;
    expect(decode(table)).toMatchObject([{ problem: { code: 'too_many_values' } }]);
    expect(decode(table.slice(0, 22_000))).toHaveLength(9_999);
  });

  it('keeps a cell that is no number, for whoever knows its name', () => {
    expect(decode('temp,state\n20,on\n"9,1",off').map((part) => part.ok && part.observation.unread)).toEqual([
      { state: '"on"' },
      false,
    ]);
  });

  it('has no observation when it is a header alone', () => {
    expect(decode('temp,flow')).toEqual([]);
    expect(decode('"temp","flow_rate"\n')).toEqual([]);
  });

  it.each(['temp', 'disk full, retry later', 'temp,temp', 'temp,,flow'])('is not what %j is', (record) => {
    expect(outcomes(record)).toEqual([`unreadable at '': ${record}`]);
  });

  it('is not a broken line of JSON, nor some words, above what is read by itself', () => {
    expect(outcomes('p":1,"b":{"c":2}}\n[1,2]\n3,4')).toEqual([expect.stringContaining('line 1'), [1, 2], [3, 4]]);
    expect(outcomes('disk full, retry\n[1,2]')).toEqual([expect.stringContaining('line 1'), [1, 2]]);
  });

  it('is not lines of numbers, of which each is named by the model', () => {
    expect(outcomes('1,2\n3,4')).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('names', () => {
  it('have no white space around them', () => {
    expect(outcomes('{" temp":1,"flow\\t":2}')).toEqual([{ temp: 1, flow: 2 }]);
    expect(outcomes('{"features":{"temp ":1}}')).toEqual([{ temp: 1 }]);
  });

  it('may be repeated with it where one value is missing, or both are the same', () => {
    expect(outcomes('{"temp":null,"temp ":2}')).toEqual([{ temp: 2 }]);
    expect(outcomes('{"temp":2," temp":2}')).toEqual([{ temp: 2 }]);
    expect(outcomes('{"temp":null," temp":null,"x":1}')).toEqual([{ temp: null, x: 1 }]);
  });

  it('are malformed where two that are one have different values', () => {
    expect(decode('{"features":{"temp":1,"temp ":2}}')[0]).toMatchObject({
      problem: { code: 'repeated_feature', path: 'features.temp', message: expect.stringContaining('got 1 and 2') },
    });
  });
});

describe('the flat form', () => {
  it('keeps what is there and no number, short, for whoever knows its name', () => {
    const [part] = decode(`{"temp":"9,1","flow":{"N":"2"},"note":"${'n'.repeat(50)}","x":1}`);
    expect(part).toMatchObject({
      observation: {
        features: { x: 1 },
        unread: { temp: '"9,1"', flow: 'an object', note: `"${'n'.repeat(40)}"...` },
      },
    });
  });

  it('has missing values where it says so', () => {
    expect(outcomes('{"a":"","b":"N/A","c":"nan","d":null,"e":"?","x":1}')).toEqual([
      { a: null, b: null, c: null, d: null, e: null, x: 1 },
    ]);
  });

  it('may call its source, its id and its labels like what is missing', () => {
    expect(decode('{"source":"NA","id":"null","labels":{"a":"nan"},"x":1}')[0]).toMatchObject({
      observation: { source: 'NA', id: 'null', labels: { a: 'nan' } },
    });
  });
});
