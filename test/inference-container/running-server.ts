import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { buildServer, type ServerOptions } from '../../inference-container/serve/http/build-server.ts';
import type { Model } from '../../model/model.ts';
import { smallModel } from './small-model.ts';

export interface RunningServer {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  /** What the server called bugs. */
  readonly bugs: unknown[];
  invoke(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
}

/** A server on a free local port, until the test ends. */
export async function startServer(
  model: Model | Promise<Model> = smallModel,
  options: Partial<ServerOptions> = {},
): Promise<RunningServer> {
  const bugs: unknown[] = [];
  const server = buildServer(model, { logBug: (error) => bugs.push(error), ...options });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const json = { 'content-type': 'application/json' };
  return {
    server,
    port,
    url,
    bugs,
    invoke: (body, headers = json) => fetch(`${url}/invocations`, { method: 'POST', body, headers }),
  };
}
