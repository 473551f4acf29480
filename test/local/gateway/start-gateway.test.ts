import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  const bytes = `PUT /x HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`;
  for (const byte of ['P', 'U', bytes.slice(2)]) {
    socket.write(byte);
    await sleep(20);
  }
  expect(await text(socket)).toContain('"method":"PUT","path":"/x"');
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
