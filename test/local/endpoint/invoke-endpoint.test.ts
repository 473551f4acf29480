import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../../local/endpoint/endpoint.ts';
import { runtimeClient } from './runtime-client.ts';
import { smallEndpoint } from './small-endpoint.ts';

/** Sends orders to the endpoint by the SDK's own client. */
async function invoker(endpoint: Endpoint) {
  const client = await runtimeClient(endpoint);
  return (order: object, more = {}) =>
    client.send(new InvokeEndpointCommand({ EndpointName: endpoint.name, Body: JSON.stringify(order), ...more }));
}

test("the container gets the request's body and headers, the caller the container's answer", async () => {
  const invoke = await invoker(await smallEndpoint());
  const answer = await invoke({}, { ContentType: 'application/json', Accept: 'text/csv', CustomAttributes: 'trace=1' });
  expect(answer).toMatchObject({
    ContentType: 'application/x-echo',
    InvokedProductionVariant: 'AllTraffic',
    CustomAttributes: 'trace=1',
  });
  const { headers } = JSON.parse(answer.Body!.transformToString());
  expect(headers).toMatchObject({ 'content-type': 'application/json', accept: 'text/csv' });
  expect(headers.authorization).toBeUndefined();
});

test("the container's environment is the image's, the template's and SageMaker's", async () => {
  const invoke = await invoker(await smallEndpoint({}, { FROM_TEMPLATE: 'yes' }));
  const { environment } = JSON.parse((await invoke({})).Body!.transformToString());
  expect(environment).toMatchObject({ FROM_IMAGE: 'yes', FROM_TEMPLATE: 'yes', WEIR_MODEL_DIR: '/the/model' });
  expect(environment.HOME).toBeUndefined();
});

test.each([400, 404, 500, 503])(
  'a container that answers %d is a ModelError with the original status and message',
  async (status) => {
    const invoke = await invoker(await smallEndpoint());
    await expect(invoke({ status })).rejects.toMatchObject({
      name: 'ModelError',
      $metadata: { httpStatusCode: 424 },
      OriginalStatusCode: status,
      OriginalMessage: '{"error":"as ordered"}',
    });
  },
);

test('a container that hangs up is a ModelError of the server', async () => {
  const invoke = await invoker(await smallEndpoint());
  await expect(invoke({ hangUp: true })).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
});

test('a container that still loads its model is not ready', async () => {
  const loading = { LOADING_MS: '60000' };
  await expect((await invoker(await smallEndpoint({}, loading)))({})).rejects.toMatchObject({
    name: 'ModelNotReadyException',
    $metadata: { httpStatusCode: 429 },
  });
  const realTime = await invoker(await smallEndpoint({ serverless: false }, loading));
  await expect(realTime({})).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
});

test('a serverless endpoint takes so many requests at once and throttles the next', async () => {
  const invoke = await invoker(await smallEndpoint({ maxConcurrency: 2 }));
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => invoke({ waitMs: 200 })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { name: 'ThrottlingException' },
  });
  await expect(invoke({})).resolves.toBeDefined();
});

test('a body above the limit is refused before the container sees it, in the words of its kind of endpoint', async () => {
  const realTime = await invoker(await smallEndpoint({ serverless: false, maxPayloadBytes: 10 }));
  await expect(realTime({ waitMs: 1234567 })).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  const serverless = await invoker(await smallEndpoint({ maxPayloadBytes: 10 }));
  await expect(serverless({ waitMs: 1234567 })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/^Request \S+ has oversize body\.$/),
    $metadata: { httpStatusCode: 400 },
  });
});

test('an answer above the limit is an error of the model, up to it the answer', async () => {
  const invoke = await invoker(await smallEndpoint({ maxPayloadBytes: 1000 }));
  await expect(invoke({ bytes: 1000 })).resolves.toBeDefined();
  await expect(invoke({ bytes: 1001 })).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 500 });
});

test('an endpoint that is not there is told by name', async () => {
  const invoke = await invoker(await smallEndpoint());
  await expect(invoke({}, { EndpointName: 'another' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Endpoint another not found.',
  });
});

test('attributes that are longer than SageMaker takes are refused', async () => {
  const invoke = await invoker(await smallEndpoint());
  await expect(invoke({}, { CustomAttributes: 'x'.repeat(1025) })).rejects.toMatchObject({ name: 'ValidationError' });
});
