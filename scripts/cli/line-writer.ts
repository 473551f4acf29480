import { once } from 'node:events';
import { constants, createWriteStream } from 'node:fs';
import { access, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Writes lines to a file as fast as the disk takes them; memory does not grow with the file. */
export interface LineWriter {
  /** Awaited only when the disk is behind. */
  write(line: string): Promise<void> | undefined;
  /** Resolves when all is written and stands under the file's name. */
  close(): Promise<void>;
  /** Forgets what was written; a file that stood there before stays as it was. */
  discard(): Promise<void>;
}

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Makes the folder, too. Until all is written, lines gather in `FILE.part`; a name that ends in `.gz` is gzipped.
 *
 * @throws when the file cannot be written
 */
export async function openLineWriter(file: string): Promise<LineWriter> {
  await mkdir(dirname(file), { recursive: true });
  const target = (await isReplaceable(file)) ? `${file}.part` : file;
  const stream = file.endsWith('.gz') ? createGzip() : new PassThrough();
  const ended = pipeline(stream, createWriteStream(target));
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
      if (target !== file) await rename(target, file);
    },
    async discard() {
      stream.destroy();
      await ended.catch(() => {});
      if (target !== file) await rm(target, { force: true });
    },
  };
}

/**
 * Whether another file may take its place: not of a device, a pipe or a link (`/dev/stdout`), which are written to as
 * they are.
 */
async function isReplaceable(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => undefined);
  if (!found) return true;
  await access(file, constants.W_OK);
  return found.isFile();
}
