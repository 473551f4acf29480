import { MAX_UNPACKED_BYTES } from '../../contracts/decode-record.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import { isGzip, unpackGzip } from '../../contracts/record-forms/gzip.ts';

const MAX_CHARACTERS = 400;
const MAX_HEX_BYTES = 48;

/**
 * Bytes from a record as a person can read them on a terminal: text where they are text, gzip unpacked, else the first
 * in hexadecimal.
 */
export function shownData(bytes: Uint8Array): string {
  const unpacked = isGzip(bytes) ? unpackGzip(bytes, MAX_UNPACKED_BYTES) : undefined;
  if (unpacked?.ok) return `gzip of ${shownText(unpacked.value)}`;
  return shownText(bytes);
}

function shownText(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const excerpt = toPlainText(text.slice(0, MAX_CHARACTERS));
    return text.length > MAX_CHARACTERS ? `${excerpt}... (${text.length.toLocaleString('en')} characters)` : excerpt;
  } catch {
    const hex = Buffer.from(bytes.subarray(0, MAX_HEX_BYTES)).toString('hex').replace(/../g, '$& ').trimEnd();
    return `${bytes.length.toLocaleString('en')} bytes that are no text: ${hex}${bytes.length > MAX_HEX_BYTES ? ' ...' : ''}`;
  }
}
