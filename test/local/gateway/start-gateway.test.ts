import { once } from 'node:events';
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LostConnection, ServiceError, type ServiceHandler } from '../../../local/gateway/service.ts';
import { type Gateway, startGateway } from '../../../local/gateway/start-gateway.ts';

let gateway: Gateway;
const bugs: unknown[] = [];

const echo: ServiceHandler = async ({ method, path, query, body, principal }) => ({
  status: 200,
  body: JSON.stringify({
    method,
    path,
    query: Object.fromEntries(query),
    body: Buffer.from(body).toString(),
    principal,
  }),
});

beforeAll(async () => {
  gateway = await startGateway({
    port: 0,
    services: new Map<string, ServiceHandler>([
      ['echo', echo],
      ['refusing', async () => Promise.reject(new ServiceError('TooMuch', 'too <much>', 429))],
      ['s3', async () => Promise.reject(new ServiceError('NoSuchKey', 'no <such> key', 404))],
      ['broken', async () => Promise.reject(new TypeError('oops'))],
      ['silent', async () => Promise.reject(new LostConnection())],
    ]),
    principalOf: (key) => ({ AKIAME: 'me' })[key],
    onBug: (error) => bugs.push(error),
  });
});

afterAll(() => gateway.stop());

function signed(service: string, key = 'AKIAME'): Record<string, string> {
  const credential = `Credential=${key}/20260101/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` };
}

const ECHOED = { method: 'POST', path: '/a%20b', query: { x: '1' }, body: 'hello', principal: 'me' };

test('a request over HTTP/1.1 reaches the service that it is signed for, as its sender', async () => {
  const response = await fetch(`${gateway.url}/a%20b?x=1`, { method: 'POST', body: 'hello', headers: signed('echo') });
  expect(await response.json()).toEqual(ECHOED);
});

test('a request over cleartext HTTP/2 on the same port does too', async () => {
  const session = connect(gateway.url);
  const stream = session.request({ ':method': 'POST', ':path': '/a%20b?x=1', ...signed('echo') });
  stream.end('hello');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  session.close();
  expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual(ECHOED);
});

test('a presigned URL says the same in its query', async () => {
  const credential = encodeURIComponent('AKIAME/20260101/us-east-1/echo/aws4_request');
  const response = await fetch(`${gateway.url}/?X-Amz-Credential=${credential}`);
  expect(await response.json()).toMatchObject({ principal: 'me' });
});

test('a request whose first bytes arrive one by one reaches its service', async () => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connectSocket(Number(port), hostname).setNoDelay(true);
  const { authorization } = signed('echo');
  const bytes = `PUT /x HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`;
  for (const byte of ['P', 'U', bytes.slice(2)]) {
    socket.write(byte);
    await sleep(20);
  }
  expect(await text(socket)).toContain('"method":"PUT","path":"/x"');
});

/** Everything that the gateway answers to these bytes before it closes, or we do. */
async function answerTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connectSocket(Number(port), hostname);
  socket.on('error', () => {});
  socket.end(bytes, 'latin1');
  return text(socket).catch(() => '');
}

const request = (line: string, host: string) =>
  `${line} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${signed('echo').authorization}\r\nconnection: close\r\n\r\n`;
const ownHost = () => new URL(gateway.url).host;
const ownPort = () => new URL(gateway.url).port;

describe('a request made for another host is refused, as a page has it made whose name was pointed here:', () => {
  test.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])('not %s', async (host) => {
    expect(await answerTo(request('GET /', host.replace('PORT', ownPort())))).toMatch(/^HTTP\/1.1 200 /);
  });

  test.each([
    'evil.example:PORT',
    'evil.example',
    'localhost',
    'localhost:1',
    '127.0.0.1',
    '127.0.0.1.evil.example:PORT',
    'localhost.evil.example:PORT',
    'bucket.localhost:PORT',
    'localhost.:PORT',
    '127.0.0.1:PORT@evil.example',
    '127.1:PORT',
    '',
  ])('%s', async (host) => {
    const answer = await answerTo(request('GET /', host.replace('PORT', ownPort())));
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(answer).toContain(`wanted one for 127.0.0.1:${ownPort()}, localhost:${ownPort()}, [::1]:${ownPort()}`);
  });

  test('or for none', async () => {
    expect(await answerTo('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
    expect(await answerTo('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });

  test.each([
    [{ ':authority': 'evil.example' }, 403],
    [{ ':authority': 'OWN', host: 'evil.example' }, 403],
    [{ ':authority': 'evil.example', host: 'OWN' }, 403],
    [{ ':authority': 'OWN', host: 'OWN' }, 200],
  ])('over HTTP/2, %j', async (named, status) => {
    const own = Object.fromEntries(Object.entries(named).map(([name, host]) => [name, host.replace('OWN', ownHost())]));
    const session = connect(gateway.url);
    const stream = session.request({ ...own, ...signed('echo') });
    const [headers] = await once(stream, 'response');
    session.close();
    expect(headers[':status']).toBe(status);
  });
});

describe('a malformed target is answered with 400:', () => {
  test.each([
    ['//'],
    ['//evil.example/x'],
    ['/%zz'],
    ['/%'],
    ['/%ff'],
    ['/%c3%28'],
    ['/?x=%zz'],
    ['/a#b'],
    ['/\u00e4'],
    ['*'],
    ['http://localhost/'],
    ['http://evil.example/'],
    ['http://['],
    ['x'],
    ['?x'],
    ['\\\\'],
  ])('%s', async (target) => {
    expect(await answerTo(request(`GET ${target}`, ownHost()))).toMatch(/^HTTP\/1.1 400 /);
  });

  test.each(['//', '/%zz', '/\u00e4'])('%s over HTTP/2', async (target) => {
    const session = connect(gateway.url);
    const stream = session.request({ ':path': target, ...signed('echo') });
    const [headers] = await once(stream, 'response');
    session.close();
    expect(headers[':status']).toBe(400);
  });

  test('but a path that is only unusual reaches its service as it is', async () => {
    const answer = await answerTo(request('GET /a/../b//c/./%2e%2e?x=%C3%A4+b', ownHost()));
    expect(answer).toContain('"path":"/a/../b//c/./%2e%2e","query":{"x":"\u00e4 b"}');
  });
});

test.each([
  ['nothing', ''],
  ['noise', '\u0000\u0001\u0002\u0003\r\n\r\n'],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ['a line without version', 'GET /\r\n\r\n'],
  ['a method that is none', 'P%T / HTTP/1.1\r\n\r\n'],
  ['a version that is none', 'GET / HTTP/9.9\r\n\r\n'],
  ['a line without end', 'G'.repeat(100_000)],
  ['a target without end', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`],
  ['half a preface of HTTP/2', 'PR'],
  ['a method that begins like the preface', 'PRIVATE / HTTP/1.1\r\n\r\n'],
  ['a preface with noise after it', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnoise, noise, noise'],
  ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
  ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ['a broken chunk', 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ['half a body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf'],
])('the gateway survives %s, and calls it no bug', async (_what, bytes) => {
  expect(await answerTo(bytes)).not.toMatch(/^HTTP\/1.1 [25]/);
  const response = await fetch(gateway.url, { headers: signed('echo') });
  expect(response.status).toBe(200);
  expect(bugs).toEqual([]);
});

test.each([
  ['a web page that knows the key', { ...signed('echo'), 'sec-fetch-site': 'cross-site' }, 403, 'AccessDenied'],
  ['a web page that posts', { ...signed('echo'), origin: 'https://example.com' }, 403, 'AccessDenied'],
  ['an unsigned request', {}, 403, 'MissingAuthenticationToken'],
  ["a key that is nobody's", signed('echo', 'AKIAYOU'), 403, 'UnrecognizedClientException'],
  ['a service that is not there', signed('ec2'), 501, 'UnknownService'],
])('%s is refused', async (_what, headers, status, code) => {
  const response = await fetch(gateway.url, { headers: headers as Record<string, string> });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ __type: code });
});

test("a refusal has the form of the service's protocol", async () => {
  const json = await fetch(gateway.url, { headers: signed('refusing') });
  expect([json.status, json.headers.get('x-amzn-errortype'), await json.json()]).toEqual([
    429,
    'TooMuch',
    { __type: 'TooMuch', message: 'too <much>' },
  ]);
  const query = await fetch(gateway.url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'X' }),
    headers: signed('refusing'),
  });
  expect(await query.text()).toContain('<Code>TooMuch</Code><Message>too &#60;much&#62;</Message>');
  const s3 = await fetch(gateway.url, { headers: signed('s3') });
  expect(await s3.text()).toContain('<Error><Code>NoSuchKey</Code><Message>no &#60;such&#62; key</Message>');
});

test('a bug of ours is an InternalFailure to the client and told here', async () => {
  const response = await fetch(gateway.url, { headers: signed('broken') });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('oops');
  expect(bugs).toEqual([new TypeError('oops')]);
});

test('a lost connection ends without an answer', async () => {
  await expect(fetch(gateway.url, { headers: signed('silent') })).rejects.toThrow('fetch failed');
});
