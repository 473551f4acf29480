import type { Readable } from 'node:stream';

/**
 * Calls `onLine` for each line of the stream, without its line feed. A carriage return stays: the runtimes write it for
 * a line break inside a message.
 */
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

/**
 * How children are spawned: a Ctrl-C in the terminal must reach only the command itself, which then ends them in order.
 * (On Windows a detached process would open a window of its own.)
 */
export const OUT_OF_TERMINAL = { detached: process.platform !== 'win32' } as const;

/** Preloaded into a child, so that it never outlives this process. */
export const EXIT_WITH_PARENT = new URL('./exit-with-parent.ts', import.meta.url);
