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

/**
 * A request whose body can go from Node's parser straight to its reader. The stream that a request is otherwise keeps each chunk,
 * hands it on in a later tick, and ends, closes and is destroyed in further ones: for a small request a fifth of all that it costs.
 */
export class DirectRequest extends IncomingMessage {
  #reader: BodyReader | undefined;

  /** To be called as soon as the request is announced, before any of its body has come. */
  readInto(reader: BodyReader): void {
    this.#reader = reader;
    this.on('close', () => reader.abandon());
    // marks the body as somebody's: of others Node reads what is left once the request is answered
    this.read(0);
  }

  /** The parser calls it with each chunk, and with null after the last. @returns that more is wanted */
  override push(chunk: Buffer | null): boolean {
    if (this.#reader === undefined) return super.push(chunk);
    if (chunk !== null) this.#reader.take(chunk);
    // not before the parser has seen that no garbage follows, and not within it
    else process.nextTick(end, this.#reader);
    return true;
  }
}

function end(reader: BodyReader): void {
  reader.end();
}
