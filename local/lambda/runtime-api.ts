import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forOwnPrograms } from '../gateway/foreign-request.ts';

/** What one execution environment hears from the function's process. */
export interface RuntimeApiEvents {
  /** The process waits for an invocation; the first time, its initialisation is over. */
  onNext(deliver: (invocation: RuntimeInvocation) => void): void;
  onResponse(requestId: string, body: string): void;
  onError(requestId: string, body: string): void;
  onInitError(body: string): void;
}

export interface RuntimeInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadlineMs: number;
  /** JSON. */
  readonly event: string;
}

export interface RuntimeApi {
  /** `127.0.0.1:PORT`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  stop(): void;
}

const PREFIX = '/2018-06-01/runtime/';

/** The platform's side of the Lambda Runtime API, version 2018-06-01: one server for one execution environment. */
export async function startRuntimeApi(events: RuntimeApiEvents): Promise<RuntimeApi> {
  const server = createServer(
    forOwnPrograms((request, response) => {
      route(events, request, response).catch(() => response.destroy());
    }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function route(events: RuntimeApiEvents, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
  if (request.method === 'GET' && path === 'invocation/next') {
    events.onNext(({ requestId, functionArn, deadlineMs, event }) => {
      const headers = {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${traceRoot(requestId)};Sampled=0`,
      };
      response.writeHead(200, headers).end(event);
    });
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const [, requestId, outcome] = /^invocation\/([\w-]+)\/(response|error)$/.exec(path) ?? [];
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  if (path === 'init/error') events.onInitError(body);
  else if (outcome === 'response') events.onResponse(requestId!, body);
  else if (outcome === 'error') events.onError(requestId!, body);
}

/**
 * The part of an invocation's X-Ray trace id that names it. AWS clients inside a function send that id with each call
 * (X-Amzn-Trace-Id), which tells the process that made the call from its siblings.
 */
export function traceRoot(requestId: string): string {
  return requestId.replaceAll('-', '').slice(0, 24);
}
