import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { ErrorJson } from './error-json.ts';

export interface Invocation {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string | undefined;
  readonly event: unknown;
}

/** The function's side of the Lambda Runtime API, version 2018-06-01. */
export interface RuntimeClient {
  next(): Promise<Invocation>;
  respond(requestId: string, answer: unknown): Promise<void>;
  fail(requestId: string, error: ErrorJson): Promise<void>;
  failInit(error: ErrorJson): Promise<void>;
}

/**
 * Speaks the Lambda runtime API from within the function's process, over one connection that stays open.
 *
 * @param runtimeApi host and port, from AWS_LAMBDA_RUNTIME_API
 */
export function runtimeClient(runtimeApi: string): RuntimeClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (method: string, path: string, body?: string) =>
    new Promise<{ headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const headers =
        body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const outgoing = request(
        `http://${runtimeApi}/2018-06-01/runtime/${path}`,
        { method, agent, headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => resolve({ headers: incoming.headers, text: Buffer.concat(chunks).toString() }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const post = async (path: string, value: unknown) => {
    await call('POST', path, JSON.stringify(value === undefined ? null : value));
  };
  return {
    async next() {
      const { headers, text } = await call('GET', 'invocation/next');
      return {
        requestId: String(headers['lambda-runtime-aws-request-id']),
        deadlineMs: Number(headers['lambda-runtime-deadline-ms']),
        functionArn: String(headers['lambda-runtime-invoked-function-arn']),
        traceId: headers['lambda-runtime-trace-id']?.toString(),
        event: JSON.parse(text),
      };
    },
    respond: (requestId, answer) => post(`invocation/${requestId}/response`, answer),
    fail: (requestId, error) => post(`invocation/${requestId}/error`, error),
    failInit: (error) => post('init/error', error),
  };
}
