import type { Readable } from 'node:stream';

/**
 * The lines of a UTF-8 stream, as the line writer writes them: they end at line feeds alone. Node's `readline` ends
 * them at carriage returns and at U+2028 and U+2029, too, which may stand inside the strings of a line of JSON.
 */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  let begun = '';
  for await (const text of stream.setEncoding('utf8')) {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    yield* lines;
  }
  if (begun !== '') yield begun;
}
