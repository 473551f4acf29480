import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../contracts/record-forms/gzip.ts';
import { TableError } from './table-error.ts';

/** Enough to tell whether it is text. */
const FIRST_BYTES = 300;
/** Enough to tell what a file is and how its rows are written. */
const HEAD_BYTES = 256 * 1024;

/**
 * The bytes of a file, unpacked where they are gzip (told by its first bytes, not by its name).
 *
 * @returns a stream that fails with {@link TableError}; destroying it lets go of the file
 * @throws {TableError} when it is missing, a folder, or not for us to read
 */
export async function openBytes(file: string): Promise<Readable> {
  const unpack = isGzip(await firstBytes(file)) ? createGunzip() : new PassThrough();
  // Whoever reads learns of every failure through the last stream of the chain.
  return pipeline(createReadStream(file), unpack, () => {}) as Readable;
}

/** The first 256 KiB of {@link openBytes}, or all of a smaller file. @throws {TableError} as it does */
export async function readHead(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of await openBytes(file)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= HEAD_BYTES) break;
    }
  } catch (cause) {
    // Damage is told with its line by whoever reads the rows; here only what comes before it counts.
    if (size === 0) throw fileProblem(file, cause);
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

/** Whether {@link readHead} gave all there is. */
export function isWhole(head: Uint8Array): boolean {
  return head.length < HEAD_BYTES;
}

/** The first 300 bytes of a file as they lie there, or all of a smaller one. @throws {TableError} as {@link openBytes} */
export async function firstBytes(file: string): Promise<Buffer> {
  try {
    const kind = await stat(file);
    if (!kind.isFile() && !kind.isDirectory()) {
      throw new TableError(
        file,
        {},
        'wanted a file, which is read twice, got a pipe or a device: write it to a file first',
      );
    }
    await using handle = await open(file);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw fileProblem(file, cause);
  }
}

/** What a failure to read means, in words. */
export function fileProblem(file: string, cause: unknown): TableError {
  if (cause instanceof TableError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new TableError(file, {}, 'there is no such file');
  if (code === 'EISDIR') return new TableError(file, {}, 'this is a folder, wanted a file of rows');
  if (code === 'EACCES') return new TableError(file, {}, 'no permission to read it');
  if (code?.startsWith('Z_')) return new TableError(file, {}, `the gzip data are damaged or cut off (${message})`);
  return new TableError(file, {}, message);
}
