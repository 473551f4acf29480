import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { handler } from '../../../lambda/first-deployment/handler.ts';

it('puts the time where CloudFormation waits for it, with the ids of the question', async () => {
  const received = Promise.withResolvers<{ method?: string; body: string }>();
  const server = createServer(async (request, response) => {
    received.resolve({ method: request.method, body: await text(request) });
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;

  const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'logical' };
  const question = { RequestType: 'Create', ResponseURL: `http://127.0.0.1:${port}/`, ResourceProperties: {}, ...ids };
  await handler(question as unknown as CloudFormationCustomResourceEvent);
  server.close();

  const { method, body } = await received.promise;
  expect(method).toBe('PUT');
  const answer = JSON.parse(body);
  expect(answer).toMatchObject({ Status: 'SUCCESS', ...ids });
  expect(answer.PhysicalResourceId).toBe(`first-deployment-${answer.Data.EpochSeconds}`);
});
