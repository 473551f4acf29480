import { describe, expect, it } from 'vitest';
import { NotSent } from '../../../lambda/notifier/not-sent.ts';
import { post } from '../../../lambda/notifier/post.ts';
import { readRetryAfter } from '../../../lambda/notifier/retry-after.ts';
import { type ChannelHost, channelHost, toThisMachine } from '../../support/channel-host.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 3);
const REQUEST = {
  url: new URL('https://hooks.slack.com/services/T0/B0/very-secret'),
  headers: { 'content-type': 'application/json' },
  body: '{"text":"hällo"}',
};

/** Why it was not sent. */
async function failureOf({ connection }: Pick<ChannelHost, 'connection'>, limits = {}): Promise<NotSent> {
  const failure = await post(REQUEST, () => NOW_MS, connection, limits).then(
    () => new Error('it was sent'),
    (error: NotSent) => error,
  );
  expect(failure).toBeInstanceOf(NotSent);
  expect(`${failure.message} ${failure.cause ?? ''}`).not.toContain('very-secret');
  return failure as NotSent;
}

describe('a host that takes it', () => {
  it('gets the whole body, its length and type, at the path of the address', async () => {
    const host = await channelHost((response) => response.end('ok'));
    await post(REQUEST, () => NOW_MS, host.connection);
    expect(host.received).toMatchObject([
      { host: `hooks.slack.com:${host.port}`, path: '/services/T0/B0/very-secret', body: REQUEST.body },
    ]);
    expect(host.received[0].headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '17' });
  });

  it('is believed by its status, and no more is read of an answer that does not end', async () => {
    const host = await channelHost((response) => {
      response.writeHead(200);
      const more = () => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)));
      more();
    });
    await post(REQUEST, () => NOW_MS, host.connection);
    expect(host.received).toHaveLength(1);
  });
});

describe('what is no success is told by its reason, without anything of the address', () => {
  it.each([400, 401, 403, 404, 410, 500, 503])('an answer of %s', async (status) => {
    const host = await channelHost((response) => response.writeHead(status).end('very-secret'));
    expect((await failureOf(host)).message).toBe(`it answered ${status}`);
  });

  it('429 with the time after which to come again', async () => {
    const host = await channelHost((response) => response.writeHead(429, { 'retry-after': '30' }).end());
    expect(await failureOf(host)).toMatchObject({ message: 'it answered 429', retryAfterMs: 30_000 });
  });

  it('a redirect, which is followed nowhere', async () => {
    const elsewhere = await channelHost((response) => response.end());
    const location = `https://localhost:${elsewhere.port}/`;
    const host = await channelHost((response) => response.writeHead(307, { location }).end());
    expect((await failureOf(host)).message).toBe('it answered 307, and redirects are not followed');
    expect(elsewhere.received).toEqual([]);
  });

  it('a host that is silent, or stops in the middle of its answer', async () => {
    const silent = await channelHost(() => {});
    expect((await failureOf(silent, { timeoutMs: 150 })).message).toBe('it did not answer within 150 ms');
    const stopping = await channelHost((response) => void response.writeHead(200).write('{"o'));
    expect((await failureOf(stopping, { timeoutMs: 150 })).message).toBe('it did not answer within 150 ms');
  });

  it('a certificate of nobody who is trusted, or of another host', async () => {
    const host = await channelHost((response) => response.end());
    const stranger = { connection: { ...host.connection, ca: undefined } };
    expect((await failureOf(stranger)).message).toMatch(/^it could not be reached: (UNABLE_TO_|SELF_SIGNED)/);
    const other = post({ ...REQUEST, url: new URL('https://elsewhere.example.com/') }, () => NOW_MS, host.connection);
    await expect(other).rejects.toThrow('it could not be reached: ERR_TLS_CERT_ALTNAME_INVALID');
    expect(host.received).toEqual([]);
  });

  it('a connection that is refused, or ends without an answer', async () => {
    const refused = { connection: { port: 1, lookup: toThisMachine } };
    expect((await failureOf(refused)).message).toBe('it could not be reached: ECONNREFUSED');
    const ending = await channelHost((response) => response.destroy());
    expect((await failureOf(ending)).message).toBe('it could not be reached: ECONNRESET');
  });
});

describe('when to come again', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Fri, 20 Nov 2026 03:00:45 GMT', 45_000],
    ['Fri, 20 Nov 2026 02:00:00 GMT', 0],
    ['999999', 6 * 3_600_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('of %s is %s', (header, ms) => {
    expect(readRetryAfter(header, NOW_MS)).toBe(ms);
  });
});
