import { malformed, ok, type Result } from '../result.ts';

/** Says whether the bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @param maxBytes unpacking stops there, before a bomb has gone off */
export function unpackGzip(bytes: Uint8Array, maxBytes: number): Result<Uint8Array> {
  try {
    // Loaded when the first gzip comes: it takes milliseconds of a cold start.
    const { gunzipSync } = process.getBuiltinModule('node:zlib');
    // zlib takes no limit of 0.
    return maxBytes === 0 ? tooLarge(maxBytes) : ok(gunzipSync(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes);
    return malformed('bad_gzip', '', `gzip cannot be unpacked: ${(error as Error).message}`);
  }
}

function tooLarge(maxBytes: number) {
  return malformed('gzip_too_large', '', `gzip must unpack to at most ${maxBytes} bytes, got more`);
}
