/** Takes the body of a request, chunk by chunk. */
export interface BodyReader {
  take(chunk: Buffer): void;
  /** All of it has come. */
  end(): void;
  /** The client went away, maybe in the middle of it. */
  abandon(): void;
}

// for why it is not imported see build-server.ts
const { IncomingMessage } = process.getBuiltinModule('node:http');

/** What waits for it happens after the parser has answered garbage that follows, and sooner than in a tick of its own. */
const AFTER_PARSING = Promise.resolve();

/**
 * A request whose body can go from Node's parser straight to its reader. The stream that a request is otherwise hands on the first
 * chunk in a later tick, and ends, closes and is destroyed in further ones: for a small request a fifth of all that it costs.
 */
export class DirectRequest extends IncomingMessage {
  #reader: BodyReader | undefined;
  #ended = false;

  /** To be called as soon as the request is announced, before any of its body has come. */
  readInto(reader: BodyReader): void {
    this.#reader = reader;
    this.on('close', () => reader.abandon());
    // marks the body as somebody's: of others Node reads what is left once the request is answered
    this.read(0);
  }

  /** The parser calls it with each chunk, and with null after the last. @returns that more is wanted */
  override push(chunk: Buffer | null): boolean {
    const reader = this.#reader;
    if (reader === undefined) return super.push(chunk);
    if (chunk !== null) reader.take(chunk);
    else {
      this.#ended = true;
      AFTER_PARSING.then(() => reader.end());
    }
    return true;
  }

  /** Node lets go of an answered request once this is true; until then its connection holds it. */
  // @ts-expect-error: an accessor in Node, though a property in its types
  override get readableEnded(): boolean {
    // @ts-expect-error: for the same reason
    return this.#ended || super.readableEnded;
  }
}
