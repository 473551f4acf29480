import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { CompressionCodec, Compressors } from 'hyparquet';

/** How pages are unpacked that the reader does not unpack itself. None may become longer than it says it is. */
export const COMPRESSORS: Compressors = {
  GZIP: (packed, maxOutputLength) => gunzipSync(packed, { maxOutputLength }),
  BROTLI: (packed, maxOutputLength) => brotliDecompressSync(packed, { maxOutputLength }),
  ZSTD: (packed, maxOutputLength) => zstdDecompressSync(packed, { maxOutputLength }),
};

/** Whether pages that are packed so can be read. */
export function canUnpack(codec: CompressionCodec): boolean {
  return codec === 'UNCOMPRESSED' || codec === 'SNAPPY' || codec in COMPRESSORS;
}
