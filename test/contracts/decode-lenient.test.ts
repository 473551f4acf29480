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
    expect(problemsOf('{"x":NaNs}')).toEqual([expect.stringContaining('got none; x is "NaNs"')]);
  });

  it.each(['nan', '-nan', 'None', 'undefined', 'NULL', 'NA'])('is missing as the word %s, too', (word) => {
    expect(outcomes(`[{"x":1,"y":${word}},{"features":{"x":2}}]`)).toEqual([{ x: 1, y: null }, { x: 2 }]);
    expect(outcomes(`[1,${word}]`)).toEqual([[1, null]]);
    expect(decode(`{"source":${word},"timestamp":${word},"x":1}`)[0]).toMatchObject({
      observation: { source: 'pump-7', timestampMs: ARRIVAL_MS },
    });
  });

  it('is a boolean as True and False', () => {
    expect(outcomes('{"x":True,"y":False}')).toEqual([{ x: 1, y: 0 }]);
  });
});

describe('a word without quotes', () => {
  it('costs its own observation, with the word in the message', () => {
    const part = '{"features":{"x":0x1F}}';
    expect(outcomes(`[{"x":1},${part},{"x":3}]`)).toEqual([
      { x: 1 },
      `not_a_number at '[1].features.x': ${part}`,
      { x: 3 },
    ]);
    expect(problemsOf(`[${part}]`)).toEqual(['a feature must be a number, got "0x1F"']);
    expect(outcomes('[[1,2],[1.2.3,4]]')).toEqual([[1, 2], "not_a_number at '[1][0]': [1.2.3,4]"]);
    expect(outcomes('{"x":inf,"y":1}')).toEqual([`not_finite at 'x': {"x":inf,"y":1}`]);
  });

  it('is a number that JSON only writes otherwise', () => {
    expect(outcomes('{"a":+1.5,"b":.5,"c":2.,"d":007}')).toEqual([{ a: 1.5, b: 0.5, c: 2, d: 7 }]);
  });

  it('is no JSON where nothing is around it but one list, as in a line of a log', () => {
    expect(problemsOf('[INFO] started')).toEqual(['not JSON: at character 2 got "INFO] started", wanted a value or ]']);
  });
});

describe('a list that breaks', () => {
  it('is read up to where it breaks', () => {
    expect(outcomes('[{"x":1},{"x":2},{"x":')).toEqual([{ x: 1 }, { x: 2 }, `unreadable at 'value 3': {"x":`]);
    expect(outcomes('[{"x":1},{"x":2}')).toEqual([{ x: 1 }, { x: 2 }, `unreadable at 'value 3': `]);
    expect(outcomes('[[1,2],[3,4')).toEqual([[1, 2], `unreadable at 'value 2': [3,4`]);
    expect(outcomes('[\n {"x":1},\n {"x":2},\n {"x"')).toEqual([{ x: 1 }, { x: 2 }, `unreadable at 'value 3': {"x"`]);
  });

  it.each(['[{"x":1},{"x":2},]', '[{"x":1} {"x":2}]', '[{"x":1},,{"x":2}]', '[{"x":1},{"x":2},\n]'])(
    'is whole where only a comma is too many or too few: %j',
    (record) => {
      expect(outcomes(record)).toEqual([{ x: 1 }, { x: 2 }]);
    },
  );
});

describe('objects one after the other', () => {
  it.each(['{"x":1}{"x":2}', '{"x":1} {"x":2}', '{"x":1},{"x":2},', '[{"x":1}][{"x":2}]'])(
    'are read one by one: %j',
    (record) => {
      expect(outcomes(record)).toEqual([{ x: 1 }, { x: 2 }]);
    },
  );

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
    ['{"x":,"y":1}', 'at character 6 got ",\\"y\\":1}", wanted a value'],
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

  it('loses the line alone that cannot be read, and says what it was', () => {
    expect(outcomes('a,b\n1,2\n3\n1e999,4\n5,6')).toEqual([
      { a: 1, b: 2 },
      `wrong_length at 'line 3': a,b\n3`,
      `not_finite at 'line 4.a': a,b\n1e999,4`,
      { a: 5, b: 6 },
    ]);
  });

  it('keeps a row that cannot be read below its header, so that it is read in the same order when it comes again', () => {
    const [part] = decode('b,a\n1e999,2');
    expect(outcomes(part.ok ? '' : new TextDecoder().decode(part.data).replace('1e999', '1'))).toEqual([
      { b: 1, a: 2 },
    ]);
    const wide = Array.from({ length: 500 }, (_, i) => `name_${i}`).join(',');
    expect(outcomes(`${wide}\n1,2`)).toEqual([`wrong_length at 'line 2': 1,2`]);
  });

  it('may have its header again, in any order', () => {
    expect(outcomes('a,b\na,b\n1,2\na,b\n3,4')).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    expect(outcomes('a,b\n1,2\n\nb,a\n3,4\nb,c,d\n5,6,7')).toEqual([
      { a: 1, b: 2 },
      { b: 3, a: 4 },
      { b: 5, c: 6, d: 7 },
    ]);
    expect(outcomes('1,2\nb,a\n3,4')).toEqual([[1, 2], { b: 3, a: 4 }]);
  });

  it('may have columns without a name, which are nothing', () => {
    expect(outcomes(',a,b\n0,1,2\n1,3,4')).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    expect(outcomes('a,b,\n1,2,')).toEqual([{ a: 1, b: 2 }]);
  });

  it('may have names that elsewhere mean a missing value', () => {
    expect(outcomes('Na,Mg\n13.6,4.5')).toEqual([{ Na: 13.6, Mg: 4.5 }]);
  });

  it('may begin with what tools write above it', () => {
    expect(outcomes('# pump 7\nsep=,\nb,a\n1,2')).toEqual([{ b: 1, a: 2 }]);
    expect(outcomes('# b,a\n1,2')).toEqual([{ b: 1, a: 2 }]);
    expect(outcomes('# made by hand, with care\nb,a\n1,2')).toEqual([{ b: 1, a: 2 }]);
  });

  it('refuses each row where the header has a name twice', () => {
    expect(outcomes('a,b,a\n1,2,3')).toEqual([`repeated_feature at 'line 2': a,b,a\n1,2,3`]);
  });

  it('is read on behind a row of words', () => {
    expect(outcomes('b,a\nmm,bar\n1,2')).toEqual([`no_features at 'line 2': b,a\nmm,bar`, { b: 1, a: 2 }]);
    expect(outcomes('a,b\nnan,NA\n1,2')).toEqual([
      { a: null, b: null },
      { a: 1, b: 2 },
    ]);
  });

  it('says that a comma at the end makes a cell', () => {
    expect(problemsOf('a,b\n1,2,')).toEqual(['got 3 cells, the last of which is empty, wanted 2 as in the header']);
  });

  it('does not begin with a line that no row fits', () => {
    expect(outcomes('started\n1,2')).toEqual([`unreadable at 'line 1': started`, [1, 2]]);
    expect(outcomes('{"x":1}\ndisk full, retry later\n{"x":2}')).toEqual([
      { x: 1 },
      `unreadable at 'line 2': disk full, retry later`,
      { x: 2 },
    ]);
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

  it('of source, time and id have none either', () => {
    const [part] = decode('{" source":"p","timestamp ":"2026-11-20T11:00:00Z"," id":"7"," x":1}');
    expect(part).toMatchObject({
      observation: { source: 'p', timestampMs: Date.parse('2026-11-20T11:00:00Z'), id: '7', features: { x: 1 } },
    });
    expect(decode('{"source":"p"," source":"q","x":1}')[0]).toMatchObject({ observation: { source: 'p' } });
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

  it('does so behind hundreds of texts', () => {
    const texts = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`text_${i}`, 'on']));
    expect(decode(JSON.stringify({ ...texts, temp: '9,1', x: 1 }))[0]).toMatchObject({
      observation: { unread: { temp: '"9,1"' } },
    });
  });

  it('says what it has where it has no number', () => {
    expect(problemsOf('{"source":"p","reading":{"temp":1}}')).toEqual([
      'an observation must have at least one numeric feature, got none; reading is an object',
    ]);
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
