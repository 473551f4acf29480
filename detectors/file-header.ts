/**
 * How every binary file of a model folder begins:
 *
 *     0  4  magic "WEIR"
 *     4  1  version of the format
 *     5  1  kind of content, below
 *     6  1  type of its numbers: 1 = float32
 *     7  1  for the kind to use
 *
 * What follows is little-endian.
 */
export const FILE_HEADER_BYTES = 8;

/** "WEIR", read as a little-endian uint32. */
export const FILE_MAGIC = 0x52494557;

/** The byte for the kind of content. A new detector takes the next number; none is ever given away twice. */
export const FILE_KINDS = {
  isolationForest: 1,
  referenceRows: 2,
  fairCutForest: 5,
  extendedIsolationForest: 6,
} as const;

/** The byte for the type of the numbers. */
export const FLOAT32_NUMBERS = 1;

/**
 * Writes the first eight bytes of a file.
 *
 * @param kind one of {@link FILE_KINDS}
 * @param ownByte what the kind makes of byte 7
 */
export function fileHeader(kind: number, version: number, ownByte: number): Uint8Array {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, FILE_MAGIC, true);
  header.set([version, kind, FLOAT32_NUMBERS, ownByte], 4);
  return header;
}
