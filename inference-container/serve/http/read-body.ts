import { isUtf8 } from 'node:buffer';
import type { ByteBudget } from './byte-budget.ts';
import type { BodyReader, DirectRequest } from './direct-request.ts';
import { type HttpProblem, httpProblem, MAX_BODY_BYTES } from './http-problems.ts';

/** Called once: with the body, which is UTF-8; with a problem as soon as it is too large; with undefined if the client went away. */
type TakeBody = (body: Buffer | HttpProblem | undefined) => void;

/**
 * Reads the whole body of a request.
 *
 * After a problem the rest is thrown away as it comes, for as long as the server's request timeout allows, so that a client
 * that listens only when it has sent everything hears why.
 *
 * @param budget is charged for every byte that is kept; those of the body are the caller's to give back
 */
export function readBody(request: DirectRequest, budget: ByteBudget, done: TakeBody): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  const body = new WholeBody(announced, budget, done);
  if (announced > MAX_BODY_BYTES) body.fail(httpProblem('body_too_large'));
  request.readInto(body);
}

class WholeBody implements BodyReader {
  readonly #announced: number;
  readonly #budget: ByteBudget;
  /** Undefined once it was called. */
  #done: TakeBody | undefined;
  /** Kept in one piece: with a list of chunks a client could make each of its bytes cost an object. */
  #bytes = EMPTY;
  #length = 0;

  constructor(announced: number, budget: ByteBudget, done: TakeBody) {
    this.#announced = announced;
    this.#budget = budget;
    this.#done = done;
  }

  take(chunk: Buffer): void {
    if (!this.#done) return;
    if (this.#length + chunk.length > MAX_BODY_BYTES) this.fail(httpProblem('body_too_large'));
    else if (!this.#budget.take(chunk.length)) this.fail(httpProblem('busy'));
    else this.#keep(chunk);
  }

  end(): void {
    if (!this.#done) return;
    const length = this.#length;
    const body = length < this.#bytes.length ? this.#bytes.subarray(0, length) : this.#bytes;
    if (length === 0) this.fail(httpProblem('empty_body'));
    else if (isUtf8(body)) this.#settle(body);
    else this.fail(httpProblem('not_utf8'));
  }

  abandon(): void {
    this.fail(undefined);
  }

  /** Gives up, unless the outcome was told before. */
  fail(outcome: HttpProblem | undefined): void {
    if (!this.#done) return;
    this.#budget.giveBack(this.#length);
    this.#settle(outcome);
  }

  #keep(chunk: Buffer): void {
    const from = this.#length;
    this.#length += chunk.length;
    if (from === 0) {
      this.#bytes = chunk;
      return;
    }
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#announced, 2 * this.#length));
      this.#bytes.copy(larger, 0, 0, from);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, from);
  }

  #settle(outcome: Buffer | HttpProblem | undefined): void {
    const done = this.#done!;
    this.#done = undefined;
    this.#bytes = EMPTY;
    done(outcome);
  }
}

const EMPTY: Buffer = Buffer.alloc(0);
