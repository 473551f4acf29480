import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { POINTER_KEY } from '../../contracts/model-registry.ts';

/** What a consumer that knows no sources asks of AWS for a batch in which nothing is strange. */
export interface StandInAws {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param pointer the registry's, as JSON; @param verdict of every observation */
export async function startStandInAws(pointer: string, verdict: object): Promise<StandInAws> {
  const server = createServer(async (request, response) => {
    const body = await bodyFor(request, pointer, verdict);
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(body ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((stopped) => void server.close(() => stopped()).closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function bodyFor(request: IncomingMessage, pointer: string, verdict: object): Promise<string | undefined> {
  const sent = await buffer(request);
  if (request.url?.includes(POINTER_KEY)) return pointer;
  if (!request.url?.endsWith('/invocations')) return undefined;
  const { instances } = JSON.parse(sent.toString()) as { readonly instances: readonly unknown[] };
  return JSON.stringify({ scores: instances.map(() => verdict) });
}
