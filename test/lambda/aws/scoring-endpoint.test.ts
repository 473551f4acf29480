import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { scoringEndpoint } from '../../../lambda/aws/scoring-endpoint.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { responseBody } from '../../support/consumer/response-body.ts';

const BODY = new TextEncoder().encode('{"instances":[]}');

describe('a scoring request', () => {
  const runtime = mockClient(SageMakerRuntimeClient);
  const invoke = scoringEndpoint('weir', new SageMakerRuntimeClient({ region: 'eu-west-1' }));
  const modelError = (OriginalStatusCode: number) =>
    new ModelError({ message: 'from the model', OriginalStatusCode, OriginalMessage: 'bad body', $metadata: {} });

  afterEach(() => {
    runtime.reset();
  });

  afterAll(() => {
    runtime.restore();
  });

  it('names the endpoint, and both content types', async () => {
    runtime.on(InvokeEndpointCommand).resolves({ Body: responseBody('{"scores":[]}') });
    expect(await invoke(BODY, 1000)).toEqual({ kind: 'answered', body: '{"scores":[]}' });
    expect(runtime.commandCalls(InvokeEndpointCommand)[0].args[0].input).toEqual({
      EndpointName: 'weir',
      ContentType: 'application/json',
      Accept: 'application/json',
      Body: BODY,
    });
  });

  it.each([400, 415, 422])('is refused when the container answered %i', async (status) => {
    runtime.rejects(modelError(status));
    expect(await invoke(BODY, 1000)).toEqual({ kind: 'refused', reason: 'bad body' });
  });

  it('is refused as too large when the container answered 413', async () => {
    runtime.rejects(modelError(413));
    expect(await invoke(BODY, 1000)).toEqual({ kind: 'refused', reason: 'bad body', isTooLarge: true });
  });

  it.each([
    ['on instances', { $metadata: { httpStatusCode: 413 } }],
    ['serverless', { name: 'ValidationError', message: 'Request 0a1b has oversize body.' }],
  ])('is refused as too large when SageMaker finds it so, %s', async (_, error) => {
    runtime.rejects(Object.assign(new Error('large'), error));
    expect(await invoke(BODY, 1000)).toMatchObject({ kind: 'refused', isTooLarge: true });
  });

  it.each([408, 429, 500, 502, 503])(
    'finds the endpoint unavailable when the container answered %i',
    async (status) => {
      runtime.rejects(modelError(status));
      await expect(invoke(BODY, 1000)).rejects.toThrow(Unavailable);
    },
  );

  it.each([
    'ThrottlingException',
    'ModelNotReadyException',
    'AccessDeniedException',
    'ValidationError',
    'ServiceUnavailable',
    'ECONNREFUSED',
  ])('finds the endpoint unavailable on %s', async (name) => {
    runtime.rejects(Object.assign(new Error('no'), { name }));
    await expect(invoke(BODY, 1000)).rejects.toThrow(new Unavailable('scoring', `${name}: no`));
  });
});

describe('a scoring request that is never answered', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('really ends after its timeout, and is not sent again', async () => {
    let requests = 0;
    let aborted: (() => void) | undefined;
    const isAborted = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    server = createServer((request, response) => {
      requests++;
      if (requests === 1) response.writeHead(400).end();
      else request.on('close', aborted!);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new SageMakerRuntimeClient({ endpoint, credentials, region: 'eu-west-1', maxAttempts: 1 });
    // The first call loads and connects, which on a busy machine takes longer than the timeout below.
    await expect(scoringEndpoint('weir', client)(BODY, 20_000)).rejects.toThrow();
    const startedMs = performance.now();
    await expect(scoringEndpoint('weir', client)(BODY, 150)).rejects.toThrow('no answer within 150 ms');
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await isAborted;
    expect(requests).toBe(2);
  });
});

describe('a kept connection that died while the function was frozen', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['once, is replaced without an attempt being lost', 1, undefined],
    ['and the next one too, is an unavailable endpoint', 2, Unavailable],
  ])('%s', async (_, dying, failure) => {
    let requests = 0;
    server = createServer((request, response) => {
      const nth = ++requests;
      request.resume().on('end', () => {
        if (nth > 1 && nth <= 1 + dying) request.socket.resetAndDestroy();
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"scores":[]}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new SageMakerRuntimeClient({ endpoint, credentials, region: 'eu-west-1', maxAttempts: 1 });
    const invoke = scoringEndpoint('weir', client);
    await invoke(BODY, 20_000);
    if (failure) await expect(invoke(BODY, 20_000)).rejects.toThrow(failure);
    else expect(await invoke(BODY, 20_000)).toEqual({ kind: 'answered', body: '{"scores":[]}' });
    expect(requests).toBe(3);
  });
});
