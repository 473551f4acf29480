import { kinesisError } from './kinesis-error.ts';

const LIFETIME_MS = 300_000;

/** What NextToken carries: where a listing goes on. */
export interface PageToken {
  readonly stream: string;
  /** The last shard that was listed. */
  readonly after: string;
  readonly madeMs: number;
}

/** Writes a token as the opaque text in which a client hands it back. */
export function encodePageToken(token: PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

/** @throws {ServiceError} InvalidArgumentException, or ExpiredNextTokenException after 300 seconds */
export function decodePageToken(text: string, nowMs: number): PageToken {
  const token = parse(text);
  if (!token) throw kinesisError('InvalidArgumentException', 'Invalid NextToken.');
  if (nowMs - token.madeMs > LIFETIME_MS) {
    throw kinesisError('ExpiredNextTokenException', 'The NextToken has expired: it lives for 300 seconds.');
  }
  return token;
}

function parse(text: string): PageToken | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64').toString());
    return typeof token?.after === 'string' && typeof token.stream === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
