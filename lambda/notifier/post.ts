import { type RequestOptions, request } from 'node:https';
import { NotSent } from './not-sent.ts';
import { readRetryAfter } from './retry-after.ts';

/** What is put to a channel. */
export interface ChannelRequest {
  /** https, of a host that the channel may be at. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where and how a host is reached, for those who stand in for it. */
export type Connection = Pick<RequestOptions, 'ca' | 'lookup' | 'port'>;

export interface PostLimits {
  /** From the first byte to the last. */
  readonly timeoutMs: number;
  /** What is read of an answer before the connection is cut: its status was known before. */
  readonly maxAnswerBytes: number;
}

const LIMITS: PostLimits = { timeoutMs: 10_000, maxAnswerBytes: 64 * 1024 };

/**
 * Posts to a channel over a connection of its own. Redirects are followed nowhere.
 *
 * @param now the wall clock, milliseconds since the epoch
 * @throws {NotSent} for whatever is no success
 */
export async function post(
  { url, headers, body }: ChannelRequest,
  now: () => number,
  connection: Connection = {},
  limits: Partial<PostLimits> = {},
): Promise<void> {
  const { timeoutMs, maxAnswerBytes } = { ...LIMITS, ...limits };
  const answered = Promise.withResolvers<Answer>();
  const length = { 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'Weir' };
  const call = request(url, { ...connection, method: 'POST', headers: { ...headers, ...length }, agent: false });
  const timer = setTimeout(() => call.destroy(new TooSlow()), timeoutMs);
  call.on('error', answered.reject);
  call.on('response', (response) => {
    const answer = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxAnswerBytes) return;
      answered.resolve(answer);
      response.destroy();
    });
    response.on('end', () => answered.resolve(answer));
    response.on('error', answered.reject);
  });
  call.end(body);
  try {
    refuseFailure(await answered.promise, now());
  } catch (error) {
    throw error instanceof NotSent ? error : new NotSent(reasonOf(error, timeoutMs));
  } finally {
    clearTimeout(timer);
    call.destroy();
  }
}

class TooSlow extends Error {}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

function refuseFailure({ status, retryAfter }: Answer, nowMs: number): void {
  if (status >= 200 && status < 300) return;
  const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  throw new NotSent(`it answered ${status}${redirect}`, readRetryAfter(retryAfter, nowMs));
}

/** Node's own words may name the address, which is part of a secret: its code says enough. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof TooSlow) return `it did not answer within ${timeoutMs} ms`;
  const { code } = error as NodeJS.ErrnoException;
  return `it could not be reached: ${code ?? 'the connection ended'}`;
}
