import type { IncomingMessage } from 'node:http';
import { type HttpProblem, httpProblem, MAX_BODY_BYTES } from './http-problems.ts';

/** Bounds the bytes that all requests together keep in memory. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Takes so many bytes, or none. @returns false if there are not so many left */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** @param bytes taken before */
  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/**
 * Reads the whole body of a request.
 *
 * After a problem the rest is thrown away as it comes, for as long as the server's request timeout allows, so that a
 * client that listens only when it has sent everything hears why.
 *
 * @param budget is charged for every byte that is kept; those of the returned body are the caller's to give back
 * @returns the body, not empty; a problem as soon as there is one; undefined if the client went away
 */
export function readBody(request: IncomingMessage, budget: ByteBudget): Promise<Buffer | HttpProblem | undefined> {
  return new Promise((resolve) => {
    const announcedBytes = Number(request.headers['content-length'] ?? 0);
    const body = new GrowingBody(announcedBytes);
    let isOver = false;
    const giveUp = (problem: HttpProblem | undefined): void => {
      if (isOver) return;
      isOver = true;
      budget.giveBack(body.length);
      body.forget();
      resolve(problem);
    };
    request.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (body.length + chunk.length > MAX_BODY_BYTES) giveUp(httpProblem('body_too_large'));
      else if (!budget.take(chunk.length)) giveUp(httpProblem('busy'));
      else body.append(chunk);
    });
    request.on('end', () => {
      if (isOver) return;
      if (body.length === 0) giveUp(httpProblem('empty_body'));
      else {
        isOver = true;
        resolve(body.bytes);
      }
    });
    // comes after the end too, but before it only when the client went away
    request.on('close', () => giveUp(undefined));
    if (announcedBytes > MAX_BODY_BYTES) giveUp(httpProblem('body_too_large'));
  });
}

/** Bytes in one piece: with a list of chunks a client could make each of its bytes cost an object. */
class GrowingBody {
  readonly #announcedBytes: number;
  #buffer = EMPTY;
  length = 0;

  constructor(announcedBytes: number) {
    this.#announcedBytes = announcedBytes;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  append(chunk: Buffer): void {
    const from = this.length;
    this.length += chunk.length;
    if (from === 0) {
      this.#buffer = chunk;
      return;
    }
    if (this.length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#announcedBytes, 2 * this.length));
      this.#buffer.copy(larger, 0, 0, from);
      this.#buffer = larger;
    }
    chunk.copy(this.#buffer, from);
  }

  /** Lets go of the bytes, and not of their number. */
  forget(): void {
    this.#buffer = EMPTY;
  }
}

const EMPTY: Buffer = Buffer.alloc(0);
