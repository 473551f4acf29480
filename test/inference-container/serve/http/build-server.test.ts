import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../../model/model.ts';
import { startServer } from '../../running-server.ts';
import { STRANGE, smallModel, USUAL } from '../../small-model.ts';

const json = (rows: unknown) => JSON.stringify(rows);

describe('/ping', () => {
  it('is 503 until the model is loaded, then 200', async () => {
    const { promise, resolve } = Promise.withResolvers<Model>();
    const { url, invoke } = await startServer(promise);
    expect((await fetch(`${url}/ping`)).status).toBe(503);
    const early = await invoke(json([USUAL]));
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({ error: { code: 'not_loaded' } });
    resolve(smallModel);
    await promise;
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    expect((await invoke(json([USUAL]))).status).toBe(200);
  });
});

describe('/invocations', () => {
  it('gives custom attributes back as they came', async () => {
    const { invoke } = await startServer();
    const attributes = 'trace-id=7; "who"=me';
    const headers = { 'content-type': 'application/json', 'X-Amzn-SageMaker-Custom-Attributes': attributes };
    for (const body of [json([USUAL]), 'bad']) {
      const response = await invoke(body, headers);
      expect(response.headers.get('X-Amzn-SageMaker-Custom-Attributes')).toBe(attributes);
    }
  });

  it('answers in UTF-8 whatever the names of the features', async () => {
    const { invoke } = await startServer({ ...smallModel, features: ['größe', '温度', 'c'] });
    const response = await invoke(json([{ features: { c: USUAL[2] } }]));
    const { scores } = (await response.json()) as { scores: { imputed: string[] }[] };
    expect(scores[0].imputed).toEqual(['größe', '温度']);
  });
});

describe('/metrics', () => {
  it('counts requests by status and rows by what became of them, in the text format of Prometheus', async () => {
    const { url, invoke } = await startServer();
    await invoke(json([USUAL, STRANGE, { features: { other: 1 } }]));
    await invoke('bad');
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await response.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE weir_invocations_total counter',
        'weir_invocations_total{status="200"} 1',
        'weir_invocations_total{status="400"} 1',
        'weir_rows_total 3',
        'weir_anomalous_rows_total 1',
        'weir_bad_rows_total 1',
        'weir_model_loaded 1',
        `weir_model_info{version="${smallModel.version}"} 1`,
        'weir_invocation_seconds_bucket{le="+Inf"} 2',
        'weir_invocation_seconds_count 2',
      ]),
    );
    const sample = /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"\})? [\d.e+-]+)$/;
    expect(lines.filter((line) => line !== '' && !sample.test(line))).toEqual([]);
  });
});

describe('any other request', () => {
  it.each([
    ['GET', '/', 404, 'unknown_path'],
    ['POST', '/models', 404, 'unknown_path'],
    ['GET', '/invocations', 405, 'wrong_method'],
    ['POST', '/ping', 405, 'wrong_method'],
  ])('%s %s is answered with %i', async (method, path, status, code) => {
    const { url } = await startServer();
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });
});

describe('a closing server', () => {
  it('answers 503 to a request that was on its way, and ends the connection', async () => {
    const { port, server } = await startServer();
    const accepted = once(server, 'connection');
    const client = connect(port, '127.0.0.1');
    client.write('POST /invocations HTTP/1.1\r\nhost: x\r\n');
    const [served] = (await accepted) as [Socket];
    while (served.bytesRead === 0) await setImmediate();
    server.close();
    client.write('content-type: application/json\r\ncontent-length: 12\r\n\r\n[[0,10,100]]');
    const answer = await text(client);
    expect(answer).toMatch(/^HTTP\/1\.1 503 .*\r\nconnection: close\r\n/is);
    expect(answer).toContain('"code":"closing"');
  });
});
