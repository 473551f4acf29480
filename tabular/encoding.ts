import { TableError } from './table-error.ts';

const BYTE_ORDER_MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/** Of the first characters of UTF-16, nearly all are letters, digits and delimiters, which have one byte of zero. */
const LEAST_ZEROS = 0.4;
const LINE_FEED = 10;

/**
 * The encoding of a text by its first bytes: a byte order mark; else what was asked for; else UTF-16 where every other
 * byte is zero; else UTF-8.
 *
 * @param asked a label of the WHATWG Encoding Standard, as `--encoding` takes it
 */
export function detectEncoding(head: Uint8Array, asked?: string): string {
  const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  return mark?.encoding ?? asked ?? utf16WithoutMark(head.subarray(0, 2000)) ?? 'utf-8';
}

function utf16WithoutMark(head: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]++;
  const [even, odd] = zeros.map((count) => count / (head.length / 2));
  const encoding = odd > even ? 'utf-16le' : 'utf-16be';
  if (Math.max(even, odd) < LEAST_ZEROS || Math.min(even, odd) > 1 - LEAST_ZEROS) return undefined;
  return isText(new TextDecoder(encoding).decode(head), head) ? encoding : undefined;
}

/** Every byte that would end a line ends one; a single zero in some name does not make a text UTF-16. */
function isText(decoded: string, head: Uint8Array): boolean {
  const lineFeeds = head.reduce((count, byte) => count + (byte === LINE_FEED ? 1 : 0), 0);
  return /[a-z0-9]/i.test(decoded) && countLines(decoded) === lineFeeds;
}

/** Whether Node can decode it: UTF-8, UTF-16, Windows and ISO code pages, the encodings of East Asia. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Text of bytes as they come. Nothing is replaced: what cannot be decoded is refused with its line.
 *
 * @throws {TableError} at the first such byte
 */
export async function* decodeChunks(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let last: Uint8Array = new Uint8Array();
  try {
    for await (const chunk of chunks) {
      last = chunk;
      const text = decoder.decode(chunk, { stream: true });
      line += countLines(text);
      yield text;
    }
    yield decoder.decode();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
      ? undecodable(file, last, encoding, line)
      : cause;
  }
}

/** @param line of the chunk's first byte */
function undecodable(file: string, chunk: Uint8Array, encoding: string, line: number): TableError {
  // The end of a character that began in the chunk before would look like a fault of its own.
  let start = 0;
  while (encoding === 'utf-8' && start < 3 && chunk[start] >> 6 === 0b10) start++;
  const bytes = chunk.subarray(start);
  const text = new TextDecoder(encoding).decode(bytes);
  const at = text.indexOf('\ufffd');
  const before = text.slice(0, Math.max(0, at));
  const byte = encoding === 'utf-8' && at >= 0 ? bytes[Buffer.byteLength(before)] : undefined;
  const what = byte === undefined ? 'there are bytes that are' : `the byte 0x${byte.toString(16).toUpperCase()} is`;
  const hint = 'say how the file is written with --encoding (Excel on Windows: --encoding windows-1252)';
  return new TableError(file, { line: line + countLines(before) }, `${what} not ${encoding.toUpperCase()}: ${hint}`);
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
