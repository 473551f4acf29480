/**
 * How every binary file of a model folder begins:
 *
 *     0  4  magic "WEIR"
 *     4  1  version of the format
 *     5  1  kind of content, below
 *     6  1  type of its numbers: 1 = float32, 2 = float64
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
  localOutlierFactor: 3,
  oneClassSvm: 4,
  fairCutForest: 5,
  extendedIsolationForest: 6,
  nearestReference: 7,
  mahalanobis: 8,
  ensemble: 9,
} as const;

/** The bytes for the type of the numbers. */
export const FLOAT32_NUMBERS = 1;
export const FLOAT64_NUMBERS = 2;

/**
 * Writes the first eight bytes of a file.
 *
 * @param kind one of {@link FILE_KINDS}
 * @param ownByte what the kind makes of byte 7
 * @param numbers the type of the numbers, one of those above
 */
export function fileHeader(kind: number, version: number, ownByte: number, numbers = FLOAT32_NUMBERS): Uint8Array {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, FILE_MAGIC, true);
  header.set([version, kind, numbers, ownByte], 4);
  return header;
}
