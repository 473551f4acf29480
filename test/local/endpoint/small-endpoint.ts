import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Endpoint } from '../../../local/endpoint/endpoint.ts';
import { type Container, startContainer } from '../../../local/endpoint/start-container.ts';

/** A program that does to a request what its body says. */
const PROGRAM = `
import { createServer } from 'node:http';
if (process.argv[2] !== 'serve') process.exit(9);
if (process.env.DIE_AT_ONCE) process.exit(3);
const startedAt = Date.now();
const server = createServer(async (request, response) => {
  if (request.url === '/ping') {
    const ready = Date.now() - startedAt >= Number(process.env.LOADING_MS ?? 0);
    return response.writeHead(ready ? 200 : 503).end();
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const order = JSON.parse(Buffer.concat(chunks).toString());
  if (order.die) process.exit(1);
  if (order.hangUp) return request.socket.destroy();
  if (order.waitMs) await new Promise((done) => setTimeout(done, order.waitMs));
  if (order.bytes) return response.end('x'.repeat(order.bytes));
  if (order.status) return response.writeHead(order.status).end('{"error":"as ordered"}');
  response.setHeader('content-type', 'application/x-echo');
  response.setHeader('x-amzn-sagemaker-custom-attributes', request.headers['x-amzn-sagemaker-custom-attributes'] ?? 'none');
  response.end(JSON.stringify({ headers: request.headers, environment: process.env }));
});
server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), process.env.WEIR_HOST);
process.on('SIGTERM', () => { console.log('told to stop'); server.close(() => process.exit(0)); server.closeIdleConnections(); });
console.log('started');
`;

export interface SmallContainer extends Container {
  readonly lines: readonly string[];
}

/** A running container, until the test is over. */
export async function smallContainer(environment: Record<string, string> = {}): Promise<SmallContainer> {
  const imageDir = mkdtempSync(join(tmpdir(), 'weir-image-'));
  writeFileSync(join(imageDir, 'server.mjs'), PROGRAM);
  writeFileSync(
    join(imageDir, 'Dockerfile'),
    'FROM node:24\nENV FROM_IMAGE=yes\nENTRYPOINT ["node", "/opt/program/server.mjs"]\n',
  );
  const lines: string[] = [];
  const container = await startContainer({
    imageDir,
    modelDir: '/the/model',
    environment,
    log: (line) => lines.push(line),
  });
  onTestFinished(async () => {
    await container.stop();
    rmSync(imageDir, { recursive: true });
  });
  return { ...container, lines };
}

/** A healthy endpoint around it. */
export async function smallEndpoint(
  changes: Partial<Endpoint> = {},
  environment: Record<string, string> = {},
): Promise<Endpoint> {
  const container = await smallContainer(environment);
  if (environment.LOADING_MS === undefined) await container.healthy(10_000);
  return endpointAround(container, changes);
}

/** A serverless endpoint with this container. */
export function endpointAround(container: Container, changes: Partial<Endpoint> = {}): Endpoint {
  return {
    name: 'the-endpoint',
    arn: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/the-endpoint',
    logicalId: 'Endpoint1',
    logGroupName: '/aws/sagemaker/Endpoints/the-endpoint',
    startupMs: 10_000,
    imageUri: 'image:tag',
    configurationName: 'configuration',
    modelName: 'model',
    modelDataUrl: undefined,
    environment: {},
    executionRoleArn: 'arn:role',
    variantName: 'AllTraffic',
    serverless: true,
    maxConcurrency: 5,
    maxPayloadBytes: 4 * 1024 * 1024,
    container,
    deploy: () => Promise.reject(new Error('this endpoint takes no other model')),
    stop: container.stop,
    ...changes,
  };
}
