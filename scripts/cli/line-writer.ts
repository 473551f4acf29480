import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

/** Writes lines to a file as fast as the disk takes them; memory does not grow with the file. */
export interface LineWriter {
  /** Awaited only when the disk is behind. */
  write(line: string): Promise<void> | undefined;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

const CHUNK_CHARACTERS = 64 * 1024;

/** Makes the folder, too. @throws when the file cannot be written */
export async function openLineWriter(file: string): Promise<LineWriter> {
  await mkdir(dirname(file), { recursive: true });
  const stream = createWriteStream(file);
  const ended = finished(stream);
  // A failure is thrown by whoever waits for the disk, at the latest by close; until then it must not end the process.
  ended.catch(() => {});
  let chunk = '';
  const flush = async (text: string) => {
    if (stream.errored) throw stream.errored;
    if (!stream.write(text)) await once(stream, 'drain');
  };
  return {
    write(line) {
      chunk += `${line}\n`;
      if (chunk.length < CHUNK_CHARACTERS) return undefined;
      const full = chunk;
      chunk = '';
      return flush(full);
    },
    async close() {
      stream.end(chunk);
      await ended;
    },
  };
}
