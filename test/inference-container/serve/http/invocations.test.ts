import { describe, expect, it } from 'vitest';
import { decodeScoringResponse, encodeScoringRequest } from '../../../../contracts/scoring.ts';
import { judge } from '../../../../model/judge.ts';
import type { Model } from '../../../../model/model.ts';
import { startServer } from '../../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../../small-model.ts';

const verdictOf = (values: readonly number[], imputed?: readonly string[]) => {
  const row = Float64Array.from(values);
  return JSON.parse(JSON.stringify(judge(smallModel, row, smallModel.detector.score(row, 1)[0], imputed)));
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

describe('a bad body', () => {
  /** Deeper than the engine can write it again. */
  const DEEP = '['.repeat(40_000) + ']'.repeat(40_000);
  const JSON_TYPE = 'application/json';
  it.each([
    ['nothing', JSON_TYPE, '', 'empty_body', ''],
    ['no JSON', JSON_TYPE, 'hello', 'not_json', ''],
    ['a number', JSON_TYPE, '3', 'not_json', ''],
    ['an object without instances', JSON_TYPE, '{"rows":[]}', 'no_instances', ''],
    ['instances that are no list', JSON_TYPE, '{"instances":{}}', 'not_json', ''],
    ['instances twice', JSON_TYPE, '{"instances":[],"instances":[]}', 'not_json', 'instances'],
    ['a list that does not end', JSON_TYPE, '[[0,10,100],', 'not_json', '[1]'],
    ['more after the end', JSON_TYPE, '[[0,10,100]] []', 'not_json', ''],
    ['a trailing comma', JSON_TYPE, '[[0,10,100],]', 'not_json', '[1]'],
    ['a row that is no row', JSON_TYPE, '{"instances":[{"features":[0,10,100]},7]}', 'not_a_row', 'instances[1]'],
    [
      'a row without features',
      JSON_TYPE,
      '{"instances":[{"a":0,"b":10,"c":100}]}',
      'not_a_row',
      'instances[0].features',
    ],
    [
      'a row that is too long',
      JSON_TYPE,
      '{"instances":[{"features":[0,10,100,1]}]}',
      'wrong_length',
      'instances[0].features',
    ],
    ['a bare row that is too short', JSON_TYPE, '[[0,10,100],[0,10]]', 'wrong_length', '[1]'],
    ['text in a bare row', JSON_TYPE, '[[0,"10",100]]', 'not_finite', '[0][1]'],
    ['an infinite number', JSON_TYPE, '[[0,10,1e999]]', 'not_finite', '[0][2]'],
    ['NaN', JSON_TYPE, '[[0,10,NaN]]', 'not_json', '[0]'],
    ['a row of nulls', JSON_TYPE, '[[null,null,null]]', 'no_known_feature', '[0]'],
    [
      'nested text',
      JSON_TYPE,
      '[{"data":{"features":{"values":[0,10,""]}}}]',
      'not_finite',
      '[0].data.features.values[2]',
    ],
    [
      'a sparse row of another shape',
      JSON_TYPE,
      '[{"features":{"keys":[1],"shape":[9],"values":[1]}}]',
      'wrong_length',
      '[0].features.shape',
    ],
    [
      'a sparse row of zeros of another shape',
      JSON_TYPE,
      '[{"features":{"keys":[],"shape":[9],"values":[]}}]',
      'wrong_length',
      '[0].features.shape',
    ],
    [
      'an empty row',
      JSON_TYPE,
      '[{"features":{"keys":[],"shape":[],"values":[]}}]',
      'wrong_length',
      '[0].features.values',
    ],
    [
      'a sparse key out of range',
      JSON_TYPE,
      '[{"features":{"keys":[3],"values":[1]}}]',
      'bad_sparse_row',
      '[0].features.keys[0]',
    ],
    [
      'a sparse key without value',
      JSON_TYPE,
      '[{"features":{"keys":[1,2],"values":[1]}}]',
      'bad_sparse_row',
      '[0].features',
    ],
    ['two rows on one line', 'application/jsonlines', '[0,10,100] [0,10,100]', 'not_json', '[0]'],
    ['a broken line', 'application/jsonlines', '[0,10,100]\n{"features"\n', 'not_json', '[1]'],
    ['a header', 'text/csv', 'a,b,c\n0,10,100\n', 'not_finite', '[0][0]'],
    ['hexadecimal CSV', 'text/csv', '0,0x10,100', 'not_finite', '[0][1]'],
    ['a CSV line that is too short', 'text/csv', '0,10,100\n0,10\n', 'wrong_length', '[1]'],
    ['a CSV line that is far too long', 'text/csv', `0,10,100\n${'0,'.repeat(100_000)}`, 'wrong_length', '[1]'],
    ['a CSV field that is far too long', 'text/csv', `0,${'1'.repeat(100_000)}x,100`, 'not_finite', '[0][1]'],
    ['a value that is nested deep', JSON_TYPE, `[[0,10,${DEEP}]]`, 'not_finite', '[0][2]'],
    [
      'a value that is nested absurdly deep',
      JSON_TYPE,
      `[[0,10,${'['.repeat(200_000)}${']'.repeat(200_000)}]]`,
      'not_json',
      '[0]',
    ],
    [
      'a shape that is nested deep',
      JSON_TYPE,
      `[{"features":{"keys":[1],"shape":${DEEP},"values":[1]}}]`,
      'wrong_length',
      '[0].features.shape',
    ],
    [
      'a sparse key that is nested deep',
      JSON_TYPE,
      `[{"features":{"keys":[${DEEP}],"values":[1]}}]`,
      'bad_sparse_row',
      '[0].features.keys[0]',
    ],
  ])('with %s is refused as a whole, saying where', async (_, contentType, body, code, path) => {
    const { invoke } = await startServer();
    const response = await invoke(body, { 'content-type': contentType });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code, path } });
  });

  it('that is not UTF-8 is refused', async () => {
    const { invoke } = await startServer();
    const response = await invoke(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'not_utf8' } });
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
