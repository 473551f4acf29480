import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { ByteBudget } from './byte-budget.ts';
import { MAX_BODY_BYTES, type Refusal, refusal } from './serving-problems.ts';

/**
 * The whole body of a request, which is UTF-8; a refusal as soon as it is too large; undefined if the client went away.
 *
 * After a refusal the rest is thrown away as it comes, for as long as the server's request timeout allows, so that a client
 * that listens only when it has sent everything hears why.
 *
 * @param budget is charged for every byte that is kept; those of the body are the caller's to give back
 * @param done is called once
 */
export function readBody(
  request: IncomingMessage,
  budget: ByteBudget,
  done: (body: Buffer | Refusal | undefined) => void,
): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  let body = EMPTY;
  let length = 0;
  let settled = false;
  const settle = (outcome: Buffer | Refusal | undefined): void => {
    if (settled) return;
    settled = true;
    body = EMPTY;
    done(outcome);
  };
  const fail = (outcome: Refusal | undefined): void => {
    if (!settled) budget.giveBack(length);
    settle(outcome);
  };
  if (announced > MAX_BODY_BYTES) fail(refusal('body_too_large'));

  request.on('data', (chunk: Buffer) => {
    if (settled) return;
    if (length + chunk.length > MAX_BODY_BYTES) return fail(refusal('body_too_large'));
    if (!budget.take(chunk.length)) return fail(refusal('busy'));
    body = length === 0 ? chunk : append(body, length, chunk, announced);
    length += chunk.length;
  });
  request.on('end', () => {
    if (length < body.length) body = body.subarray(0, length);
    if (length === 0) fail(refusal('empty_body'));
    else if (isUtf8(body)) settle(body);
    else fail(refusal('not_utf8'));
  });
  request.on('close', () => fail(undefined));
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
