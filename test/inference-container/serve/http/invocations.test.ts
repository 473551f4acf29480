import { describe, expect, it } from 'vitest';
import { decodeScoringResponse, encodeScoringRequest } from '../../../../contracts/scoring.ts';
import { judgeForAnswer } from '../../../../model/judge.ts';
import type { Model } from '../../../../model/model.ts';
import { startServer } from '../../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../../small-model.ts';

const verdictOf = (
  values: readonly number[],
  imputed: readonly string[] = [],
  unknownNames: readonly string[] = [],
) => {
  const row = Float64Array.from(values);
  return JSON.parse(
    JSON.stringify(judgeForAnswer(smallModel, row, smallModel.detector.score(row, 1)[0], { imputed, unknownNames })),
  );
};
const [a, b, c] = USUAL;

describe('a body of named rows', () => {
  it('gets a verdict for each observation that the consumer encodes, as the model judges it', async () => {
    const { invoke } = await startServer();
    const named = (features: Record<string, number | null>) => ({ source: 's', timestampMs: 0, features });
    const request = encodeScoringRequest([
      named({ a, b, c }),
      named({ c: STRANGE[2], other: 1, a: STRANGE[0], b: STRANGE[1] }),
      named({ a, b: null }),
    ]);
    const response = await invoke(Buffer.from(request));
    const { medians } = smallModel;
    expect(decodeScoringResponse(await response.text(), 3)).toEqual({
      ok: true,
      value: [
        { verdict: verdictOf(USUAL) },
        { verdict: verdictOf(STRANGE) },
        { verdict: verdictOf([a, medians[1], medians[2]], ['b', 'c']) },
      ],
    });
  });

  it('keeps its rows aligned around bad ones, each with its problem in its place', async () => {
    const { invoke } = await startServer();
    const instances = [{ features: { a: 'x', b, c } }, { features: { a, b, c } }, { features: { temp: 1, load: 2 } }];
    const response = await invoke(JSON.stringify({ instances }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      scores: [
        { error: { code: 'not_finite', path: 'features.a', message: 'got "x", wanted a finite number' } },
        verdictOf(USUAL),
        {
          error: {
            code: 'no_known_feature',
            path: 'features',
            message: 'got temp, load, wanted at least one of a, b, c',
          },
        },
      ],
    });
  });

  it('with names that the model does not know alone names them, whatever their values', async () => {
    const { invoke } = await startServer();
    const response = await invoke('[{"features":{"temp":"high"," load ":2}}]');
    const message = 'got temp, load, wanted at least one of a, b, c';
    expect(await response.json()).toEqual({
      scores: [{ error: { code: 'no_known_feature', path: 'features', message } }],
    });
  });

  it('gets an empty list of scores when it has no row', async () => {
    const { invoke } = await startServer();
    expect(await (await invoke('{"instances":[]}')).json()).toEqual({ scores: [] });
  });
});

describe('a body of rows in the order of the model', () => {
  it('may be a bare list', async () => {
    const { invoke } = await startServer();
    const response = await invoke(JSON.stringify([USUAL, STRANGE]));
    expect(await response.json()).toEqual({ scores: [verdictOf(USUAL), verdictOf(STRANGE)] });
  });

  it('has null and empty fields imputed', async () => {
    const { invoke } = await startServer();
    const imputed = { scores: [verdictOf([a, smallModel.medians[1], c], ['b'])] };
    expect(await (await invoke(`[[${a}, null, ${c}]]`)).json()).toEqual(imputed);
    expect(await (await invoke(`${a}, ,${c}`, { 'content-type': 'text/csv' })).json()).toEqual(imputed);
  });

  it('gives the same scores in one block and in several', async () => {
    const { invoke } = await startServer();
    const rows = Array.from({ length: 1000 }, (_, i) => [a + i / 5000, b, i % 97 === 0 ? 9000 : c]);
    const response = await invoke(JSON.stringify(rows));
    expect(await response.json()).toEqual({ scores: rows.map((row) => verdictOf(row)) });
  });
});

/** Deeper than the engine can write it again. */
const DEEP = '['.repeat(40_000) + ']'.repeat(40_000);
const JSON_TYPE = 'application/json';
const GOOD = `[${USUAL}]`;

describe('a bad row', () => {
  const good = verdictOf(USUAL);

  it.each([
    ['a number', '7', 'not_a_row', ''],
    ['an object without features', '{"a":0,"b":10,"c":100}', 'not_a_row', 'features'],
    ['a list that is too short', '[0,10]', 'wrong_length', ''],
    ['features that are too many', '{"features":[0,10,100,1]}', 'wrong_length', 'features'],
    ['an empty list', '[]', 'wrong_length', ''],
    ['text in a list', '[0,"ten",100]', 'not_finite', '[1]'],
    ['text under a name', '{"features":{"a":"0x10"}}', 'not_finite', 'features.a'],
    ['text under a name with space around it', '{"features":{" a ":"low"}}', 'not_finite', 'features.a'],
    ['an object under a name', '{"features":{"a":{"value":1}}}', 'not_finite', 'features.a'],
    ['an infinite number', '[0,10,1e999]', 'not_finite', '[2]'],
    ['an infinite number as text', '[0,10,"inf"]', 'not_finite', '[2]'],
    ['a bare infinity of Python', '[0,10,-Infinity]', 'not_finite', '[2]'],
    ['a name twice with two values', '{"features":{"a":1,"a ":2}}', 'repeated_feature', 'features.a'],
    ['nothing but words for missing', '["NA","nan",null]', 'only_missing', ''],
    ['nothing but nulls', '[null,null,null]', 'only_missing', ''],
    ['nothing but unknown names', '{"features":{"x":1}}', 'no_known_feature', 'features'],
    ['nested text', '{"data":{"features":{"values":[0,10,"x"]}}}', 'not_finite', 'data.features.values[2]'],
    ['another shape', '{"features":{"keys":[1],"shape":[9],"values":[1]}}', 'wrong_length', 'features.shape'],
    ['zeros of another shape', '{"features":{"keys":[],"shape":[9],"values":[]}}', 'wrong_length', 'features.shape'],
    ['no values', '{"features":{"keys":[],"shape":[],"values":[]}}', 'wrong_length', 'features.values'],
    ['a key out of range', '{"features":{"keys":[3],"values":[1]}}', 'bad_sparse_row', 'features.keys[0]'],
    ['a key without value', '{"features":{"keys":[1,2],"values":[1]}}', 'bad_sparse_row', 'features'],
    ['a value that is nested deep', `[0,10,${DEEP}]`, 'not_finite', '[2]'],
    [
      'a shape that is nested deep',
      `{"features":{"keys":[1],"shape":${DEEP},"values":[1]}}`,
      'wrong_length',
      'features.shape',
    ],
    ['a key that is nested deep', `{"features":{"keys":[${DEEP}],"values":[1]}}`, 'bad_sparse_row', 'features.keys[0]'],
  ])('of JSON costs itself alone, in a list as on a line: %s', async (_, row, code, path) => {
    const { invoke } = await startServer();
    const wanted = [good, { error: { code, path, message: expect.any(String) } }, good];
    const instances = await invoke(`{"instances":[${GOOD},${row},${GOOD}]}`);
    expect([instances.status, await instances.json()]).toEqual([200, { scores: wanted }]);
    const lines = await invoke([GOOD, row, GOOD].join('\n'), { 'content-type': 'application/jsonlines' });
    expect([lines.status, await lines.json()]).toEqual([200, { scores: wanted }]);
  });

  it.each([
    ['cut short', '{"features"'],
    ['cut short in a list', '[0,10,'],
    ['cut short in a string', '{"features":{"a'],
    ['of two rows', `${GOOD} ${GOOD}`],
    ['of a row with a missing value and more', '[0,null,100] x'],
    ['of a bad row and more', '[0] x'],
    ['of words', 'hello'],
    ['nested absurdly deep', `[0,10,${'['.repeat(200_000)}${']'.repeat(200_000)}]`],
  ])('that is a line %s, no JSON, costs itself alone', async (_, line) => {
    const { invoke } = await startServer();
    const response = await invoke([GOOD, line, GOOD].join('\n'), { 'content-type': 'application/jsonlines' });
    const error = { code: 'not_json', path: '', message: expect.any(String) };
    expect([response.status, await response.json()]).toEqual([200, { scores: [good, { error }, good] }]);
  });

  it.each([
    ['a word', '0,x,100', 'not_finite', '[1]'],
    ['hexadecimal', '0,0x10,100', 'not_finite', '[1]'],
    ['a field that is far too long', `0,${'1'.repeat(100_000)}x,100`, 'not_finite', '[1]'],
    ['too few fields', '0,10', 'wrong_length', ''],
    ['one field too many', '0,10,100,', 'wrong_length', ''],
    ['far too many fields', '0,'.repeat(100_000), 'wrong_length', ''],
    ['empty fields', ',,', 'only_missing', ''],
  ])('of CSV costs itself alone, with empty fields in its place or an error: %s', async (_, line, code, path) => {
    const { invoke } = await startServer();
    const body = ['0,10,100', line, '0,10,100'].join('\n');
    const asJson = await invoke(body, { 'content-type': 'text/csv' });
    const error = { code, path, message: expect.any(String) };
    expect([asJson.status, await asJson.json()]).toEqual([200, { scores: [good, { error }, good] }]);
    const asCsv = await invoke(body, { 'content-type': 'text/csv', accept: 'text/csv' });
    expect(asCsv.status).toBe(200);
    expect((await asCsv.text()).split('\n')).toMatchObject([/^0\.\d+,/, /^,,,,$/, /^0\.\d+,/, /^$/].map(matching));
  });

  it('of words is one further down, and a body when it comes first: its rows could be in any order', async () => {
    const { invoke } = await startServer();
    const later = await invoke('0,10,100\nx,y,z\n0,10,100\n', { 'content-type': 'text/csv' });
    const error = { code: 'not_finite', path: '[0]', message: 'got "x", wanted a finite number' };
    expect(await later.json()).toEqual({ scores: [good, { error }, good] });
    const first = await invoke('x,y,z\n0,10,100\n', { 'content-type': 'text/csv' });
    const message = 'got a first line of names, x, y, z, of which the model has none, wanted a, b, c';
    expect([first.status, await first.json()]).toEqual([400, { error: { code: 'bad_header', path: '', message } }]);
  });

  it('may be every row of a body of several blocks, which is answered all the same', async () => {
    const { invoke, url } = await startServer();
    const response = await invoke(JSON.stringify(new Array(3000).fill([0, 10])));
    const message = 'got 2 values, wanted 3: a, b, c';
    const scores = new Array(3000).fill({ error: { code: 'wrong_length', path: '', message } });
    expect([response.status, await response.json()]).toEqual([200, { scores }]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^weir_rows_total 3000$/m);
    expect(metrics).toMatch(/^weir_bad_rows_total 3000$/m);
    expect(metrics).toMatch(/^weir_anomalous_rows_total 0$/m);
  });
});

const matching = (pattern: RegExp) => expect.stringMatching(pattern);

describe('a value', () => {
  const { medians } = smallModel;
  const imputed = verdictOf([a, medians[1], c], ['b']);

  it.each([
    ['as text', `{"features":{"a":"${a}","b":" ${b} ","c":"+${c}.0"}}`],
    ['as text in a list', `["${a}","${b}","${c}"]`],
    ['under a name with space around it', `{"features":{" a":${a},"b\\t":${b},"c ":${c}}}`],
    ['beside names that are not known, of any value', `{"features":{"a":${a},"b":${b},"c":${c},"where":"x","n":NaN}}`],
    ['that stands twice, once missing', `{"features":{"a ":null,"a":${a},"b":${b},"c":${c}}}`],
  ])('of JSON is read as on the stream: %s', async (_, row) => {
    const { invoke } = await startServer();
    expect(await (await invoke(`[${row}]`)).json()).toEqual({ scores: [verdictOf(USUAL)] });
  });

  it.each([
    ['NaN, as Python writes it', `{"features":{"a":${a},"b":NaN,"c":${c}}}`],
    ['NaN in a list', `[${a}, NaN, ${c}]`],
    ['NaN beside a key of somebody', `{"id":{"quality":NaN},"features":[${a},NaN,${c}]}`],
    ['a word', `{"features":{"a":${a},"b":"N/A","c":${c}}}`],
    ['a word in a list', `[${a},"NaN",${c}]`],
    ['a word in a sparse row', `{"features":{"keys":[0,1,2],"shape":[3],"values":[${a},"null",${c}]}}`],
    ['empty text', `{"features":{"a":${a},"b":"","c":${c}}}`],
  ])('of JSON that is missing is imputed: %s', async (_, row) => {
    const { invoke } = await startServer();
    const good = `[${USUAL}]`;
    const scores = [verdictOf(USUAL), imputed, verdictOf(USUAL)];
    expect(await (await invoke(`[${good},${row},${good}]`)).json()).toEqual({ scores });
    const lines = await invoke([good, row, good].join('\n'), { 'content-type': 'application/jsonlines' });
    expect(await lines.json()).toEqual({ scores });
  });

  it.each(['', 'NA', ' nan ', '"NaN"', '"null"', '#N/A', '?', '""'])(
    'of CSV that is missing is imputed: %s',
    async (word) => {
      const { invoke } = await startServer();
      const response = await invoke(`${a},${word},${c}\n${USUAL}\n`, { 'content-type': 'text/csv' });
      expect(await response.json()).toEqual({ scores: [imputed, verdictOf(USUAL)] });
    },
  );
});

describe('a body that cannot be taken apart into rows', () => {
  it('of CSV names a feature twice in its header', async () => {
    const { invoke } = await startServer();
    const response = await invoke('a,b,a\n1,2,3\n', { 'content-type': 'text/csv' });
    const message = 'got a header with a more than once, wanted each feature once';
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: { code: 'bad_header', path: '', message } },
    ]);
  });

  it.each([
    ['nothing', '', 'empty_body', ''],
    ['no JSON', 'hello', 'not_json', ''],
    ['a number', '3', 'not_json', ''],
    ['an object without instances', '{"rows":[]}', 'no_instances', ''],
    ['instances that are no list', '{"instances":{}}', 'not_json', ''],
    ['instances twice', '{"instances":[],"instances":[]}', 'not_json', 'instances'],
    ['a list that does not end', '[[0,10,100],', 'not_json', '[1]'],
    ['more after the end', '[[0,10,100]] []', 'not_json', ''],
    ['a trailing comma', '[[0,10,100],]', 'not_json', '[1]'],
    ['a word that nobody writes', '[[0,10,oops]]', 'not_json', '[0]'],
    ['a bare word in the place of a row', '[NaN]', 'not_json', '[0]'],
    ['an escape that is none', String.raw`[{"features":{"\q":NaN}}]`, 'not_json', '[0]'],
    [
      'a value that is nested absurdly deep',
      `[[0,10,${'['.repeat(200_000)}${']'.repeat(200_000)}]]`,
      'not_json',
      '[0]',
    ],
  ])('because it is %s is refused as a whole, saying where', async (_, body, code, path) => {
    const { invoke } = await startServer();
    const response = await invoke(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code, path } });
  });

  it('that is not UTF-8 is refused', async () => {
    const { invoke } = await startServer();
    const response = await invoke(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'not_utf8' } });
  });

  it.each(['identity', 'Identity'])('has no encoding where it is said to be %s', async (encoding) => {
    const { invoke } = await startServer();
    const response = await invoke(GOOD, { 'content-type': 'text/csv', 'content-encoding': encoding });
    expect(response.status).toBe(200);
  });

  it.each([
    ['gzip', { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }, 'unsupported_encoding'],
    ['labels in its rows', { 'content-type': 'text/csv;label_size=1' }, 'labels_in_csv'],
    ['a type that nobody knows', { 'content-type': 'image/png' }, 'unsupported_content_type'],
  ])('of %s is refused for its type', async (_, headers: Record<string, string>, code) => {
    const { invoke } = await startServer();
    const response = await invoke('0,10,100', headers);
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it.each(['announced', 'chunked'])('larger than 25 MB is refused, %s or not', async (how) => {
    const { invoke, url } = await startServer();
    const body = new Uint8Array(25 * 1024 * 1024 + 1).fill(0x20);
    const headers = { 'content-type': JSON_TYPE };
    const init = { method: 'POST', body: new Blob([body]).stream(), headers, duplex: 'half' as const };
    const response = await (how === 'announced' ? invoke(body, headers) : fetch(`${url}/invocations`, init));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'body_too_large' } });
  });

  it('whose answer would be larger than 25 MB is refused', async () => {
    const { invoke } = await startServer();
    const response = await invoke('0,0,0\n'.repeat(400_000), { 'content-type': 'text/csv' });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'answer_too_large' } });
  });
});

describe('a bug', () => {
  const broken: Model = {
    ...smallModel,
    detector: {
      ...smallModel.detector,
      score: () => {
        throw new Error('secret detail');
      },
    },
  };

  it('is answered with 500 without its details, logged, and costs only its request', async () => {
    const { invoke, bugs, url } = await startServer(broken);
    const response = await invoke(JSON.stringify([USUAL]));
    expect(response.status).toBe(500);
    const answer = await response.text();
    expect(answer).toContain('"code":"internal_error"');
    expect(answer).not.toContain('secret');
    expect(bugs).toMatchObject([{ message: 'secret detail' }]);
    expect((await fetch(`${url}/ping`)).status).toBe(200);
  });
});
