/**
 * A forest as bytes, little-endian:
 *
 *     0  4  magic "WEIR"
 *     4  1  format version
 *     5  1  kind of detector: 1 = isolation forest
 *     6  1  type of the thresholds: 1 = float32
 *     7  1  bytes per node label: 1, or 2 where more than 255 labels are needed
 *     8 16  feature count, sample count, tree count, split count (uint32 each)
 *    24     labels of all nodes, trees one after the other, each in preorder: 0 = leaf, f + 1 = split on feature f
 *           thresholds of the splits, in the same order
 *           sizes of the leaves, in the same order (LEB128 varints); a split's size is the sum of its leaves'
 *
 * A binary tree in preorder needs no pointers, and trees have one leaf more than splits: all lengths follow from the header.
 */
export const FOREST_MAGIC = 0x52494557; // "WEIR", read as a little-endian uint32
export const FOREST_VERSION = 1;
export const FOREST_KIND = 1;
export const FLOAT32_THRESHOLDS = 1;
export const FOREST_HEADER_BYTES = 24;
