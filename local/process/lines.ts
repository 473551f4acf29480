import type { Readable } from 'node:stream';

/** Calls `onLine` for each line of the stream, without its line feed. A carriage return stays: the runtimes write it for a line break inside a message. */
export function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (begun !== '') onLine(begun);
  });
}
