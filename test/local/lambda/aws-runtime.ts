/**
 * The runtime client of the managed Node.js runtime (`aws-lambda-ric`) as a function's program. Its native part, which
 * only posts answers to the Runtime API, is not built here: three functions stand in for it.
 */
import { request } from 'node:http';
import Module from 'node:module';

function post(path: string, body: string): void {
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${path}`;
  request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (answer) => answer.resume()).end(
    body,
  );
}

const nativeClient = {
  initializeClient() {},
  done: (requestId: string, body: string) => post(`${requestId}/response`, body),
  error: (requestId: string, body: string) => post(`${requestId}/error`, body),
};

const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = (name, ...rest) => (name.endsWith('rapid-client.node') ? nativeClient : load(name, ...rest));

// Waiting for the next invocation then goes over HTTP instead of the native client.
process.env.AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1 = 'true';
// @ts-expect-error the package has no types; importing it starts the runtime
await import('aws-lambda-ric');
