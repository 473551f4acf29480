import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startResponseServer } from '../../../local/custom-resources/response-server.ts';
import { forOwnPrograms } from '../../../local/gateway/foreign-request.ts';
import { startRuntimeApi } from '../../../local/lambda/runtime-api.ts';

async function get(port: number, ...headers: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(
    ['GET /2018-06-01/runtime/invocation/next HTTP/1.1', ...headers, 'connection: close', '', ''].join('\r\n'),
  );
  return text(socket);
}

test('a server for our own programs answers them, and no page that is open in a browser', async () => {
  const server = createServer(forOwnPrograms((_request, response) => response.end('ours')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await get(port, `host: 127.0.0.1:${port}`)).toMatch(/^HTTP\/1.1 200 .*ours$/s);
  expect(await get(port, `host: evil.example:${port}`)).toMatch(/^HTTP\/1.1 403 /);
  expect(await get(port, `host: 127.0.0.1:${port}`, 'origin: null')).toMatch(/^HTTP\/1.1 403 /);
  expect(await get(port, `host: 127.0.0.1:${port}`, 'sec-fetch-site: same-origin')).toMatch(/^HTTP\/1.1 403 /);
});

test('a page takes no invocation from a function, and answers for none', async () => {
  const unexpected = () => expect.unreachable('a page was served');
  const events = { onNext: unexpected, onResponse: unexpected, onError: unexpected, onInitError: unexpected };
  const { address, stop } = await startRuntimeApi(events);
  onTestFinished(stop);
  const [, port] = address.split(':');
  expect(await get(Number(port), `host: ${address}`, 'sec-fetch-site: cross-site')).toMatch(/^HTTP\/1.1 403 /);
});

test('a page answers for no custom resource', async () => {
  const server = await startResponseServer();
  onTestFinished(server.stop);
  expect(await get(Number(new URL(server.url).port), 'host: evil.example')).toMatch(/^HTTP\/1.1 403 /);
  await expect(server.received(1)).rejects.toThrow('no answer within 1 ms');
});
