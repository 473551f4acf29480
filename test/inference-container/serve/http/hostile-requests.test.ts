import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { REQUEST_PROBLEMS, ROW_PROBLEMS } from '../../../../inference-container/serve/http/http-problems.ts';
import { saveModel } from '../../../../model/save-model.ts';
import { lengthDelimited } from '../../../../verification/fuzz/protobuf-writer.ts';
import { featureRecord, recordIo, recordIoPart } from '../../../../verification/fuzz/recordio.ts';
import { bundledProgram, startProgram, temporaryFolder } from '../../running-program.ts';
import { startServer } from '../../running-server.ts';
import { smallModel } from '../../small-model.ts';

const RECORDIO = 'application/x-recordio-protobuf';
const TYPES = ['application/json', 'application/jsonlines', 'text/csv', RECORDIO];

/** Bodies that no honest client sends; some are scored all the same, none may harm. */
const hostileBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 5 }).map((json) => Buffer.from(json)),
  fc.json().map((json) => Buffer.from(`{"instances":[${json}`)),
  fc.json().map((json) => Buffer.from(`{"instances":[{"features":${json}}]}`)),
  fc
    .string({ unit: fc.constantFrom(...'{}[],:"\\0123456789.eE+-nulltruefalse \n\r\t') })
    .map((s) => Buffer.from(`[[${s}`)),
  fc.integer({ min: 1, max: 3 }).map((n) => Buffer.from('['.repeat(10 ** n * 10))),
  fc.integer({ min: 1, max: 3 }).map((n) => Buffer.from(`[${'{"a":'.repeat(10 ** n * 10)}`)),
  fc.integer({ min: 1, max: 3 }).map((n) => Buffer.from(`[${'['.repeat(10 ** n * 10)}${']'.repeat(10 ** n * 10)}]`)),
  fc
    .constantFrom('__proto__', 'constructor', 'toString')
    .map((key) => Buffer.from(`[{"features":{"${key}":{"a":1}}}]`)),
  fc.constantFrom('1e999', '-1e999', '9'.repeat(400), '0.'.padEnd(400, '1')).map((n) => Buffer.from(`[[${n},1,1]]`)),
  fc.constant(gzipSync('[[0,10,100]]')),
  fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 9 }).map(recordIo),
  fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(7)), { maxLength: 9 }).map((parts) => {
    return Buffer.concat(parts.map(([bytes, flag]) => recordIoPart(bytes, flag)));
  }),
  fc.uint8Array({ maxLength: 60 }).map((tensor) => recordIo([featureRecord('values', lengthDelimited(2, tensor))])),
);

describe('10,000 hostile bodies', () => {
  let program: string;
  beforeAll(() => {
    program = bundledProgram();
  });
  afterAll(() => rmSync(path.dirname(program), { recursive: true }));

  it('are each answered, and leave a server that answers /ping, has met no bug and has not grown', async () => {
    const modelDir = temporaryFolder();
    await saveModel(smallModel, modelDir);
    const env = { WEIR_MODEL_DIR: modelDir, WEIR_HOST: '127.0.0.1', SAGEMAKER_BIND_TO_PORT: '0' };
    const { line, lines } = startProgram(program, ['serve'], env);
    const port = Number((await line('listening')).port);
    await line('model loaded');
    const agent = new Agent({ keepAlive: true });

    // these never finish what they began, all the while
    const slow = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    for (const [i, socket] of slow.entries()) {
      const head =
        'POST /invocations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 26000000\r\n\r\n[[';
      socket.write(head.slice(0, i % 2 === 0 ? head.length : 40));
    }

    const statuses = new Map<number, number>();
    const codes = new Set<string>();
    const bodies = fc.sample(hostileBody, { numRuns: 10_000, seed: 5 });
    const send = async (lane: number): Promise<void> => {
      for (let i = lane; i < bodies.length; i += LANES) {
        const { status, answer } = await post(port, agent, bodies[i], TYPES[i % TYPES.length]);
        const found = [...answer.matchAll(/"error":\{"code":"(\w+)"/g)].map(([, code]) => code);
        if (found.length > 0) bad++;
        for (const code of found) codes.add(code);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (i === 4000) grown = -(await residentMiB(port));
      }
    };
    let grown = 0;
    let bad = 0;
    await Promise.all(Array.from({ length: LANES }, (_, lane) => send(lane)));
    grown += await residentMiB(port);

    expect((await fetch(`http://127.0.0.1:${port}/ping`)).status).toBe(200);
    expect([...statuses.keys()].sort()).toEqual([200, 400]);
    expect(bad).toBeGreaterThan(7000);
    expect([...codes].filter((code) => !(code in ROW_PROBLEMS || code in REQUEST_PROBLEMS))).toEqual([]);
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([]);
    expect(grown).toBeLessThan(25);
    agent.destroy();
    for (const socket of slow) socket.destroy();
  });
});

const LANES = 4;

function post(
  port: number,
  agent: Agent,
  body: Buffer,
  type: string,
): Promise<{ readonly status: number; readonly answer: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.length };
    const sent = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/invocations', agent, headers },
      (response) => text(response).then((answer) => resolve({ status: response.statusCode!, answer }), reject),
    );
    sent.once('error', reject).end(body);
  });
}

async function residentMiB(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)![1]) / 2 ** 20;
}

describe('a hostile connection', () => {
  const HEAD = 'POST /invocations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

  it.each([
    ['never sends the end of its headers', 'POST /invocations HTTP/1.1\r\nhost: x\r\n'],
    ['never sends the end of its body', `${HEAD}content-length: 100\r\n\r\n[[0,`],
    ['never sends the last of its chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n3\r\n[[0\r\n`],
  ])('that %s is ended with 408 when its time is over', async (_, sent) => {
    const { port } = await startServer(smallModel, { requestTimeoutMs: 200 });
    const socket = connect(port, '127.0.0.1');
    socket.write(sent);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['garbage', 'GET /ping HTTP/1.1\r\nhost: x\r\n\r\n', 'hello\r\n\r\n', 200],
    ['headers without end', 'GET /x HTTP/1.1\r\nhost: x\r\n\r\n', `GET /x HTTP/1.1\r\nx: ${'x'.repeat(20_000)}`, 404],
    ['more though it said that it was the last', 'GET /ping HTTP/1.0\r\n\r\n', 'GET /ping HTTP/1.0\r\n\r\n', 200],
  ])('that sends %s behind a request has that answered first', async (_, request, rest, status) => {
    const { port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.write(request + rest);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it.each([
    ['is no HTTP', 'hello\r\n\r\n'],
    ['sends more than it announced', `${HEAD}content-length: 2\r\n\r\n[][]garbage\r\n\r\n`],
    ['announces a length that is no number', `${HEAD}content-length: many\r\n\r\n[]`],
    ['announces two lengths', `${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n[]`],
    ['announces a length and chunks', `${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['sends a chunk of no length', `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n[]\r\n`],
  ])('that %s is told 400 and closed', async (_, sent) => {
    const { port, url } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.write(sent);
    expect(await text(socket)).toMatch(/HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/);
    expect((await fetch(`${url}/ping`)).status).toBe(200);
  });

  it('that stops reading its answers, or asks for nothing more, is closed when nothing moved for so long', async () => {
    const { port, server } = await startServer(smallModel, { idleTimeoutMs: 300 });
    const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    const body = `[${new Array(5000).fill('[0,10,100]').join(',')}]`;
    const deaf = connect(port, '127.0.0.1').pause();
    deaf.write(`${HEAD}content-length: ${body.length}\r\n\r\n${body}`.repeat(40));
    const idle = connect(port, '127.0.0.1');
    idle.write(`${HEAD}content-length: 12\r\n\r\n[[0,10,100]]`);
    await vi.waitFor(async () => expect(await open()).toBe(2));

    expect(await text(idle)).toMatch(/^HTTP\/1\.1 200 /);
    await vi.waitFor(async () => expect(await open()).toBe(0), 5000);
    deaf.destroy();
  });

  it('between requests holds no request', async () => {
    const { port, server } = await startServer();
    const accepted = once(server, 'connection');
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD}content-length: 12\r\n\r\n[[0,10,100]]`);
    await once(socket, 'data');
    const [{ parser }] = (await accepted) as [Socket & { parser: { incoming: unknown } }];
    await vi.waitFor(() => expect(parser.incoming).toBeNull());
    socket.destroy();
  });

  it('that sends headers without end is told 431', async () => {
    const { port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD}x: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('that sends further requests before it has an answer is answered in their order', async () => {
    const { port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    const sent = ['[[0,10,100]]', '[[', '[[0,10,100],[0,10,100]]'].map(
      (body) => `${HEAD}content-length: ${body.length}\r\n\r\n${body}`,
    );
    socket.write(`${sent.join('')}GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const answers = (await text(socket)).split('HTTP/1.1 ').slice(1);
    expect(answers.map((answer) => [answer.slice(0, 3), answer.split('"score":').length - 1])).toEqual([
      ['200', 1],
      ['400', 0],
      ['200', 2],
      ['200', 0],
    ]);
  });

  it('beyond the most that are served at once is closed', async () => {
    const { port } = await startServer(smallModel, { maxConnections: 1 });
    const first = connect(port, '127.0.0.1');
    await new Promise((resolve) => first.once('connect', resolve));
    expect(await text(connect(port, '127.0.0.1'))).toBe('');
    first.destroy();
  });

  it('that goes away in the middle of its body leaves nothing behind', async () => {
    const { port, url, bugs } = await startServer();
    for (let i = 0; i < 20; i++) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${HEAD}content-length: 10000000\r\n\r\n${'['.repeat(60_000)}`);
      await new Promise((resolve) => socket.once('drain', resolve).once('connect', resolve));
      socket.destroy();
    }
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    expect(bugs).toEqual([]);
  });
});

describe('many large bodies at once', () => {
  it('are refused with 503 beyond what may be in memory, and taken again when it is free', async () => {
    const { invoke, url } = await startServer();
    const large = Buffer.alloc(24 * 2 ** 20, ' ');
    const { port } = new URL(url);
    const holding = Array.from({ length: 5 }, () => {
      const headers = { 'content-type': 'application/json', 'content-length': large.length + 1 };
      const held = request({ port, host: '127.0.0.1', method: 'POST', path: '/invocations', headers });
      const status = new Promise((resolve) => held.once('response', ({ statusCode }) => resolve(statusCode)));
      held.on('error', () => {}).write(large);
      return { held, status };
    });
    // 120 MB do not fit into 100: one of them hears so before it has sent its last byte
    expect(await Promise.race(holding.map(({ status }) => status))).toBe(503);
    for (const { held } of holding) held.destroy();
    let tries = 20;
    const whole = Buffer.concat([large, Buffer.from('[[0,10,100]]')]);
    let status: number;
    do status = (await invoke(whole)).status;
    while (status === 503 && --tries > 0);
    expect(status).toBe(200);
  });
});
