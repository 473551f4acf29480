import type { IncomingMessage } from 'node:http';
import type { ByteShare } from './byte-budget.ts';
import { MAX_BODY_BYTES, type Refusal, refusal } from './serving-problems.ts';

/**
 * The whole body of a request; a refusal as soon as it is too large; undefined if the client went away.
 *
 * After a refusal the rest is thrown away as it comes, for as long as the server's request timeout allows, so that a client
 * that listens only when it has sent everything hears why.
 *
 * @param share is charged for every byte that is kept
 */
export function readBody(request: IncomingMessage, share: ByteShare): Promise<Buffer | Refusal | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BODY_BYTES) return Promise.resolve(refusal('body_too_large'));
  return new Promise((resolve) => {
    let body = EMPTY;
    let length = 0;
    let refused = false;
    const refuse = (code: 'body_too_large' | 'busy'): void => {
      refused = true;
      body = EMPTY;
      resolve(refusal(code));
    };
    // resolving again has no effect, so none of these needs to know which came first
    request.on('data', (chunk: Buffer) => {
      if (refused) return;
      if (length + chunk.length > MAX_BODY_BYTES) return refuse('body_too_large');
      if (!share.take(chunk.length)) return refuse('busy');
      body = length === 0 ? chunk : append(body, length, chunk, announced);
      length += chunk.length;
    });
    request.on('end', () => resolve(length === 0 ? refusal('empty_body') : body.subarray(0, length)));
    request.on('close', () => resolve(undefined));
  });
}

const EMPTY: Buffer = Buffer.alloc(0);

/** Bodies are kept in one piece: with a list of chunks a client could make each of its bytes cost an object. */
function append(body: Buffer, length: number, chunk: Buffer, announced: number): Buffer {
  let target = body;
  if (length + chunk.length > body.length) {
    target = Buffer.allocUnsafe(Math.max(announced, 2 * (length + chunk.length)));
    body.copy(target, 0, 0, length);
  }
  chunk.copy(target, length);
  return target;
}
