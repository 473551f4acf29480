import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  attachModel,
  encodeModelNeeded,
  MAX_TRAVELLING_BYTES,
  MAX_UNPACKED_MODEL_BYTES,
  modelAttribute,
  WITH_MODEL_CONTENT_TYPE,
} from '../../../../contracts/model-request.ts';
import type { Verdict } from '../../../../contracts/verdict.ts';
import { judgeForAnswer } from '../../../../model/judge.ts';
import type { Model } from '../../../../model/model.ts';
import { encodeModel } from '../../../../model/model-files.ts';
import { archiveOf, archiveOfFiles, identityOf, modelOf } from '../../archives.ts';
import { type RunningServer, startServer } from '../../running-server.ts';
import { smallModel, USUAL } from '../../small-model.ts';

const ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';
const JSON_TYPE = { 'content-type': 'application/json' };
const [A, B, C, D] = [1, 2, 3, 4].map((seed) => modelOf(['a', 'b', 'c'], seed));
const BODY = `{"instances":[[${USUAL}]]}`;

function ask({ invoke }: RunningServer, identity: string, body = BODY): Promise<Response> {
  return invoke(body, { ...JSON_TYPE, [ATTRIBUTES]: modelAttribute(identity) });
}

function bring({ invoke }: RunningServer, identity: string, archive: Uint8Array, body = BODY): Promise<Response> {
  const bytes = new Uint8Array(attachModel(archive, Buffer.from(body)));
  return invoke(bytes, { 'content-type': WITH_MODEL_CONTENT_TYPE, [ATTRIBUTES]: modelAttribute(identity) });
}

async function bringModel(server: RunningServer, model: Model, body = BODY): Promise<Response> {
  return bring(server, model.identity, await archiveOf(model), body);
}

async function versionsIn(response: Response): Promise<string[]> {
  const { scores } = (await response.json()) as { scores: Verdict[] };
  return scores.map(({ modelVersion }) => modelVersion);
}

async function problemIn(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, ...error };
}

function verdictBy(model: Model, values: readonly number[]): Verdict {
  const row = Float64Array.from(values);
  return JSON.parse(JSON.stringify(judgeForAnswer(model, row, model.detector.score(row, 1)[0])));
}

describe('a request that wants a version', () => {
  it('gets the deployed one without bringing it', async () => {
    const server = await startServer();
    const direct = await server.invoke(BODY);
    const asked = await ask(server, smallModel.identity);
    expect(await asked.text()).toBe(await direct.text());
  });

  it('is told with 200 that another one is needed, and gets it to the last bit once it brings it', async () => {
    const server = await startServer();
    const asked = await ask(server, A.identity);
    expect([asked.status, asked.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await asked.text()).toBe(encodeModelNeeded(A.identity));
    const brought = await bringModel(server, A);
    expect(brought.status).toBe(200);
    expect(await brought.json()).toEqual({ scores: [verdictBy(A, USUAL)] });
    expect(await versionsIn(await ask(server, A.identity))).toEqual([A.version]);
    expect(server.bugs).toEqual([]);
  });

  it('of another width has its rows read as that version reads them', async () => {
    const server = await startServer();
    const wide = modelOf(['a', 'b', 'c', 'd', 'e'], 1);
    const body = '{"instances":[[1,2,3,4,5],{"features":{"e":2}}]}';
    expect(await versionsIn(await bringModel(server, wide, body))).toEqual([wide.version, wide.version]);
    const { scores } = (await (await server.invoke(body)).json()) as { scores: { error?: { code: string } }[] };
    expect(scores.map(({ error }) => error?.code)).toEqual(['wrong_length', 'no_known_feature']);
  });

  it('with attributes of somebody else, or the type of a model without any, is answered as ever', async () => {
    const server = await startServer();
    const direct = await (await server.invoke(BODY)).text();
    for (const attributes of ['trace=1', 'weir-model=', `weir-model=${A.version}`, `${modelAttribute(A.identity)} `]) {
      const response = await server.invoke(BODY, { ...JSON_TYPE, [ATTRIBUTES]: attributes });
      if (attributes.endsWith(' ')) continue;
      expect(await response.text()).toBe(direct);
    }
    const typed = await server.invoke(BODY, { 'content-type': WITH_MODEL_CONTENT_TYPE });
    expect(await problemIn(typed)).toMatchObject({ status: 415, code: 'unsupported_content_type' });
  });

  it('may bring what is held already: nobody looks at it', async () => {
    const server = await startServer();
    await bringModel(server, A);
    for (const model of [A, smallModel]) {
      expect(await versionsIn(await bring(server, model.identity, Buffer.from('no archive')))).toEqual([model.version]);
    }
  });
});

describe('a container', () => {
  it('holds three versions beside the deployed one, which never makes room', async () => {
    const server = await startServer();
    for (const model of [A, B, C, D]) await bringModel(server, model);
    const held = await Promise.all([smallModel, A, B, C, D].map((model) => ask(server, model.identity)));
    const texts = await Promise.all(held.map((response) => response.text()));
    expect(texts.map((text) => text.startsWith('{"modelNeeded"'))).toEqual([false, true, false, false, false]);
  });

  it('takes up a version once of many that bring it at once, between two of another', async () => {
    const server = await startServer();
    const brought = await Promise.all([A, B, A, A, B].map((model) => bringModel(server, model)));
    expect((await Promise.all(brought.map(versionsIn))).flat()).toEqual([A, B, A, A, B].map(({ version }) => version));
  });

  it('is not kept from taking a version up by somebody who brings something else for it', async () => {
    const server = await startServer();
    const [bad, good] = await Promise.all([bring(server, A.identity, await archiveOf(B)), bringModel(server, A)]);
    expect([bad.status, good.status]).toEqual([400, 200]);
    expect(await versionsIn(await ask(server, A.identity))).toEqual([A.version]);
  });
});

describe('what comes with a request', () => {
  const files = Object.entries(encodeModel(A));
  const [json, detector, reference] = files;

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(0), /cannot be unpacked/],
    ['no gzip', () => Buffer.from('model'), /cannot be unpacked: incorrect header check/],
    ['a gzip that is cut short', async () => (await archiveOf(A)).subarray(0, 900), /cannot be unpacked/],
    ['a bomb', () => gzipSync(Buffer.alloc(MAX_UNPACKED_MODEL_BYTES + 1)), /more than 12000000 bytes unpacked/],
    ['too many bytes', () => Buffer.alloc(MAX_TRAVELLING_BYTES + 1), /has 1500001 bytes, wanted at most 1500000/],
    ['a gzip of no tar', () => gzipSync('model'), /./],
    ['a tar that is cut short', async () => gzipSync(await cutTar()), /./],
    [
      'too long a text',
      () => archiveOfFiles([['model.json', Buffer.alloc(3_000_001)], detector, reference]),
      /has 3000001 bytes/,
    ],
    ['another version', () => archiveOf(B), new RegExp(`it is ${B.identity}, wanted ${A.identity}`)],
    ['a file less', () => archiveOfFiles([json, detector]), /has no reference\.bin/],
    ['a file twice', () => archiveOfFiles([...files, json]), /has model\.json twice/],
    [
      'a file of another version',
      () => archiveOfFiles([json, ['detector.bin', encodeModel(B)['detector.bin']], reference]),
      /detector\.bin: the bytes are not those/,
    ],
  ])('and is %s is refused, and the version stays needed', async (_, archive, message) => {
    const server = await startServer();
    const problem = await problemIn(await bring(server, A.identity, await archive()));
    expect(problem).toMatchObject({ status: 400, code: 'bad_model' });
    expect(problem.message).toMatch(message);
    expect(await (await ask(server, A.identity)).text()).toBe(encodeModelNeeded(A.identity));
    expect(server.bugs).toEqual([]);
  });

  it('may hold other files, which nobody looks at', async () => {
    const server = await startServer();
    const archive = await archiveOfFiles([['README.md', Buffer.alloc(1000)], ...files, ['a/b', Buffer.from('x')]]);
    expect(await versionsIn(await bring(server, A.identity, archive))).toEqual([A.version]);
  });

  it('is no model for its hash alone', async () => {
    const server = await startServer();
    const forged = Buffer.from('{"format":"weir-model"}');
    const archive = await archiveOfFiles([['model.json', forged], detector, reference]);
    expect(await problemIn(await bring(server, identityOf(forged), archive))).toMatchObject({ code: 'bad_model' });
  });

  it('is refused without rows, and where the body ends before it does', async () => {
    const server = await startServer();
    expect(await problemIn(await bringModel(server, A, ''))).toMatchObject({ status: 400, code: 'empty_body' });
    const headers = { 'content-type': WITH_MODEL_CONTENT_TYPE, [ATTRIBUTES]: modelAttribute(A.identity) };
    for (const body of ['abc', new Uint8Array([255, 255, 255, 255, 1])]) {
      expect(await problemIn(await server.invoke(body, headers))).toMatchObject({ status: 400, code: 'bad_model' });
    }
  });

  async function cutTar(): Promise<Uint8Array> {
    const { gunzipSync } = await import('node:zlib');
    return gunzipSync(await archiveOf(A)).subarray(0, 2000);
  }
});
