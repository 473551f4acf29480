import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { buildServer } from '../../../../inference-container/serve/http/build-server.ts';
import { gracefulShutdown } from '../../../../inference-container/serve/http/graceful-shutdown.ts';
import { smallModel, USUAL } from '../../small-model.ts';

it('a server that closes lets a slow client read its answer to the end, and takes no further connection', async () => {
  const server = buildServer(smallModel, { logBug: () => {} });
  const close = gracefulShutdown(server, 20_000);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  const [slow, idle] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  const body = JSON.stringify(Array.from({ length: 50_000 }, () => USUAL));
  slow.write(`POST /invocations HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  slow.pause();
  idle.write('GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(idle, 'data');
  // until the whole answer was handed over, of which the client takes nothing
  while (!/status="200"} 1/.test(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())) await delay(20);

  const closed = once(server, 'close');
  close();
  const refused = connect(port, '127.0.0.1');
  expect(await once(refused, 'error')).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' })]);
  await delay(120);
  const answer = (await buffer(slow)).toString();
  const [head, scores] = answer.split('\r\n\r\n');
  expect(scores.length).toBe(Number(/Content-Length: (\d+)/.exec(head)![1]));
  expect(scores.endsWith(']}')).toBe(true);
  await closed;
});

it('a server that closes cuts off whoever still sends when the time is over', async () => {
  const server = buildServer(smallModel, { logBug: () => {} });
  const close = gracefulShutdown(server, 100);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('POST /invocations HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n[[');
  const [served] = (await accepted) as [Socket];
  await vi.waitFor(() => expect(served.bytesRead).toBeGreaterThan(0));

  const closed = once(server, 'close');
  close();
  expect(await buffer(client)).toHaveLength(0);
  await closed;
});
