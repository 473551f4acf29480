import { crc32 } from 'node:zlib';
import type { PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** Of a page as it is unpacked: writers make them of a megabyte. */
const MOST_PAGE_BYTES = 2 ** 30;

/** How much of a column chunk the reader will look at. */
export interface ChunkExtent {
  /** Values that it should have, missing ones too. */
  readonly values: number;
  /** Whether all its bytes are read, whatever the number of values. */
  readonly toItsEnd: boolean;
}

/**
 * Follows the pages of a column chunk as the reader will, which believes what a page says of itself: a size below zero
 * would keep it reading for ever, a number of values that the page does not have would fill the memory, and it passes
 * over checksums.
 *
 * @param chunk from its first page on
 * @throws {Error} for a page that cannot be
 */
export function checkPages(chunk: ArrayBuffer, { values, toItsEnd }: ChunkExtent): void {
  const reader = { view: new DataView(chunk), offset: 0 };
  let left = values;
  while ((toItsEnd || left > 0) && reader.offset < chunk.byteLength - 1) {
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    checkRange('bytes', size, chunk.byteLength - reader.offset);
    checkRange('bytes', header.uncompressed_page_size, MOST_PAGE_BYTES);
    if (header.crc !== undefined && crc32(new Uint8Array(chunk, reader.offset, size)) !== header.crc >>> 0) {
      throw new Error('parquet page with another checksum than it was written with');
    }
    reader.offset += size;
    if (header.type === 'DICTIONARY_PAGE') checkRange('values', countOf(header), header.uncompressed_page_size);
    else {
      checkRange('values', countOf(header), left);
      left -= countOf(header)!;
    }
  }
}

function countOf(header: PageHeader): number | undefined {
  if (header.type === 'DICTIONARY_PAGE') return header.dictionary_page_header?.num_values;
  return (header.type === 'DATA_PAGE' ? header.data_page_header : header.data_page_header_v2)?.num_values;
}

function checkRange(what: string, count: number | undefined, most: number): void {
  if (count !== undefined && Number.isInteger(count) && count >= 0 && count <= most) return;
  throw new Error(`parquet page of ${count} ${what}, where ${most} can be`);
}
