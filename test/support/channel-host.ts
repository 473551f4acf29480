import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Connection } from '../../lambda/notifier/post.ts';

const certificate = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../../verification/certificates', name), 'utf8');

/** A request as it came. */
export interface Received {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ChannelHost {
  readonly received: readonly Received[];
  readonly port: number;
  /** Has every name lead to it, and trusts its certificate. */
  readonly connection: Connection;
}

/**
 * A server of 127.0.0.1 that speaks TLS for the hosts of the channels.
 *
 * @param answer what it does with each request, the first is 0
 */
export async function channelHost(answer: (response: ServerResponse, nth: number) => void): Promise<ChannelHost> {
  const received: Received[] = [];
  const server = createServer(
    { key: certificate('server.key'), cert: certificate('server.pem') },
    async (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const headers = request.headers as Record<string, string>;
      received.push({ host: headers.host, path: request.url ?? '', headers, body });
      answer(response, received.length - 1);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { received, port, connection: { port, ca: certificate('ca.pem'), lookup: toThisMachine } };
}

export const toThisMachine: Connection['lookup'] = (_host, options, callback) => {
  const found = callback as (error: null, address: unknown, family?: number) => void;
  if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
};
