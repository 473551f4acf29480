import { describe, expect, it } from 'vitest';
import { recordIo, tensorRecord } from '../../../verification/fuzz/recordio.ts';
import { PROTOC_SCORE } from '../../support/recordio/protoc-records.ts';
import { splitRecordIo } from '../../support/recordio/split-recordio.ts';
import { startServer } from '../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../small-model.ts';

// Every form that "Common data formats for inference" and "RCF response formats" in SageMaker's guide document.

const JSON_TYPE = 'application/json';
const LINES = 'application/jsonlines';
const CSV = 'text/csv';
const RECORDIO = 'application/x-recordio-protobuf';

const scoreOf = (row: readonly number[]) => smallModel.detector.score(Float64Array.from(row), 1)[0];
const expected = [scoreOf(USUAL), scoreOf(STRANGE)];

const dense = (values: readonly number[]) => ({ features: values });
const nested = (values: readonly number[]) => ({ data: { features: { values } } });
const sparse = (values: readonly number[]) => {
  const keys = [...values.keys()].filter((key) => values[key] !== 0);
  return { data: { features: { keys, shape: [values.length], values: keys.map((key) => values[key]) } } };
};

const sparseParts = (values: readonly number[]) => sparse(values).data.features;

const REQUESTS: [form: string, contentType: string, body: string | Buffer<ArrayBuffer>][] = [
  ['dense JSON', JSON_TYPE, JSON.stringify({ instances: [dense(USUAL), dense(STRANGE)] })],
  [
    'dense JSON with a configuration',
    JSON_TYPE,
    JSON.stringify({ instances: [{ configuration: {}, ...dense(USUAL) }, dense(STRANGE)], configuration: {} }),
  ],
  ['nested JSON', JSON_TYPE, JSON.stringify({ instances: [nested(USUAL), nested(STRANGE)] })],
  [
    'a vector as data element',
    JSON_TYPE,
    JSON.stringify({ instances: [{ data: dense(USUAL) }, { data: dense(STRANGE) }] }),
  ],
  [
    'the converted form of a vector',
    JSON_TYPE,
    JSON.stringify({
      instances: [{ features: { values: USUAL } }, { features: { keys: [], shape: [], values: STRANGE } }],
    }),
  ],
  ['sparse JSON', JSON_TYPE, JSON.stringify({ instances: [sparse(USUAL), sparse(STRANGE)] })],
  [
    'JSON with a charset',
    'application/json; charset=utf-8',
    JSON.stringify({ instances: [dense(USUAL), dense(STRANGE)] }, null, 2),
  ],
  ['dense JSON lines', LINES, `${JSON.stringify(dense(USUAL))}\n${JSON.stringify(dense(STRANGE))}\n`],
  ['nested JSON lines', LINES, `${JSON.stringify(nested(USUAL))}\n${JSON.stringify(nested(STRANGE))}`],
  ['JSON lines of different forms', LINES, `${JSON.stringify(sparse(USUAL))}\r\n${JSON.stringify(dense(STRANGE))}\r\n`],
  ['CSV', CSV, `${USUAL}\n${STRANGE}\n`],
  ['CSV that says it has no label', 'text/csv;label_size=0', `${USUAL}\r\n${STRANGE}`],
  ['JSON lines by another name', 'application/x-jsonlines', `${JSON.stringify(dense(USUAL))}\n[${STRANGE}]\n`],
  ['CSV by another name', 'application/csv', `${USUAL}\n${STRANGE}\n`],
  ...(['float32', 'float64', 'int32'] as const).flatMap((type): [string, string, Buffer<ArrayBuffer>][] => [
    [`dense RecordIO of ${type}`, RECORDIO, recordIo([USUAL, STRANGE].map((values) => tensorRecord({ type, values })))],
    [
      `sparse RecordIO of ${type}`,
      RECORDIO,
      recordIo([USUAL, STRANGE].map((values) => tensorRecord({ type, ...sparseParts(values) }))),
    ],
  ]),
];

describe('a client of the built-in Random Cut Forest', () => {
  it.each(REQUESTS)('sends %s and reads scores as JSON', async (_, contentType, body) => {
    const { invoke } = await startServer();
    const response = await invoke(body, { 'content-type': contentType, accept: JSON_TYPE });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(JSON_TYPE);
    const { scores } = (await response.json()) as { scores: { score: number }[] };
    expect(scores.map(({ score }) => score)).toEqual(expected);
  });

  it.each(REQUESTS)('sends %s and reads scores as JSON lines', async (_, contentType, body) => {
    const { invoke } = await startServer();
    const response = await invoke(body, { 'content-type': contentType, accept: LINES });
    expect(response.headers.get('content-type')).toBe(LINES);
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).score)).toEqual(expected);
  });

  it.each([
    [JSON_TYPE, JSON.stringify({ instances: [sparse([0, 0, 0]), sparse(USUAL)] })],
    [LINES, `${JSON.stringify(sparse([0, 0, 0]))}\n${JSON.stringify(sparse(USUAL))}\n`],
  ])('sends a sparse row without keys as %s and reads the score of zeros', async (contentType, body) => {
    const { invoke } = await startServer();
    const response = await invoke(body, { 'content-type': contentType, accept: JSON_TYPE });
    const { scores } = (await response.json()) as { scores: { score: number }[] };
    expect(scores.map(({ score }) => score)).toEqual([scoreOf([0, 0, 0]), expected[0]]);
  });

  it.each(REQUESTS)('sends %s and reads scores as RecordIO, which the SDK asks for', async (_, contentType, body) => {
    const { invoke } = await startServer();
    const response = await invoke(body, { 'content-type': contentType, accept: RECORDIO });
    expect(response.headers.get('content-type')).toBe(RECORDIO);
    const records = splitRecordIo(Buffer.from(await response.arrayBuffer()));
    const score = Buffer.from(PROTOC_SCORE.hex, 'hex');
    expect(records.map((record) => record.subarray(0, -4))).toEqual(expected.map(() => score.subarray(0, -4)));
    expect(records.map((record) => record.readFloatLE(record.length - 4))).toEqual(expected.map(Math.fround));
  });

  it('reads a record without score, with the error in its metadata, in the place of a bad row', async () => {
    const { invoke } = await startServer();
    const row = (values: readonly number[], name?: string) => tensorRecord({ type: 'float32', values }, name);
    const body = recordIo([row(USUAL), row(USUAL, 'temperature'), row(STRANGE)]);
    const response = await invoke(body, { 'content-type': RECORDIO, accept: RECORDIO });
    const records = splitRecordIo(Buffer.from(await response.arrayBuffer()));
    const message =
      'got the features ["temperature"], wanted "values" with a Float32Tensor, Float64Tensor or Int32Tensor';
    const metadata = JSON.stringify({ error: { code: 'not_a_row', path: 'features', message } });
    const head = Buffer.from([0x22, (metadata.length % 128) + 128, Math.floor(metadata.length / 128)]);
    expect(records[1]).toEqual(Buffer.concat([head, Buffer.from(metadata)]));
    expect([records[0].length, records[2].length]).toEqual([19, 19]);
  });

  it('sends rows of several blocks as RecordIO and reads as many scores', async () => {
    const { invoke } = await startServer();
    const body = recordIo(new Array(3000).fill(tensorRecord({ type: 'float32', values: USUAL })));
    const response = await invoke(body, { 'content-type': RECORDIO, accept: RECORDIO });
    const records = splitRecordIo(Buffer.from(await response.arrayBuffer()));
    expect(records.map((record) => record.readFloatLE(15))).toEqual(new Array(3000).fill(Math.fround(expected[0])));
  });

  it('sends a type that nobody has and is told what to send instead', async () => {
    const { invoke } = await startServer();
    const response = await invoke('x', { 'content-type': 'text/libsvm' });
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({
      error: {
        code: 'unsupported_content_type',
        path: '',
        message: `got content type text/libsvm, wanted ${[JSON_TYPE, LINES, CSV, RECORDIO].join(', ')}`,
      },
    });
  });

  it.each(['application/x-npy', 'text/html, image/*'])(
    'asks for %s and is told what to ask for instead',
    async (accept) => {
      const { invoke } = await startServer();
      const response = await invoke(`${USUAL}`, { 'content-type': CSV, accept });
      expect(response.status).toBe(406);
      expect(await response.json()).toEqual({
        error: {
          code: 'unsupported_accept',
          path: '',
          message: `got accept ${accept}, wanted ${[JSON_TYPE, LINES, CSV, RECORDIO].join(', ')}`,
        },
      });
    },
  );
});

describe('the answer', () => {
  it.each([
    ['nothing in particular', '*/*', JSON_TYPE],
    ['nothing', '', JSON_TYPE],
    ['any application', 'text/html, application/*;q=0.8', JSON_TYPE],
    ['any text', 'text/*', CSV],
    ['JSON in capitals with a charset', 'Application/JSON; charset=utf-8', JSON_TYPE],
    ['JSON lines by another name', 'application/x-jsonlines', LINES],
    ['CSV by another name', 'application/csv', CSV],
    ['RecordIO before others', `${RECORDIO}, */*`, RECORDIO],
    ['JSON lines after a type that nobody has', 'text/html, application/jsonlines;q=0.9', LINES],
    ['CSV', CSV, CSV],
  ])('to a client that accepts %s has a type that it can read', async (_, accept, contentType) => {
    const { invoke } = await startServer();
    const response = await invoke(`${USUAL}`, { 'content-type': CSV, accept });
    expect(response.headers.get('content-type')).toBe(contentType);
  });

  it('as CSV has the score first, and empty fields for a row that has none', async () => {
    const { invoke } = await startServer();
    const body = JSON.stringify({ instances: [dense(USUAL), { features: { x: 1 } }, dense(STRANGE)] });
    const lines = (await (await invoke(body, { 'content-type': JSON_TYPE, accept: CSV })).text()).split('\n');
    const { threshold, version } = smallModel;
    const [score, ...others] = lines[0].split(',');
    expect(Number(score)).toBe(expected[0]);
    expect(others.join()).toBe(`${threshold},false,0,${version}`);
    expect(lines[1]).toBe(',,,,');
    expect(lines[2]).toMatch(new RegExp(`^${expected[1]},${threshold},true,0\\.\\d+,${version}$`));
    expect(lines.slice(3)).toEqual(['']);
  });
});
