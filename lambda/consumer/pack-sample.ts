import { promisify } from 'node:util';
import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import { MAX_SAMPLE_BYTES } from '../../contracts/row-sample.ts';

/** Packs the lines of a sample, fast rather than small: a batch waits for it. */
export function packSample(text: string): Promise<Uint8Array> {
  return promisify<string, ZlibOptions, Buffer>(gzip)(text, { level: 1 });
}

/** Undoes {@link packSample}. @throws where it cannot be undone, or is larger than a sample may be */
export async function unpackSample(bytes: Uint8Array): Promise<string> {
  const options = { maxOutputLength: MAX_SAMPLE_BYTES };
  return (await promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)(bytes, options)).toString();
}
