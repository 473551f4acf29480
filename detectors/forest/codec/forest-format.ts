/**
 * A forest as bytes, little-endian:
 *
 *     0  8  header of every file, with the bytes per node label: 1, or 2 where more than 255 labels are needed
 *     8 16  feature count, sample count, tree count, split count (uint32 each)
 *    24     labels of all nodes, trees one after the other, each in preorder: 0 = leaf, f + 1 = split on feature f
 *           thresholds of the splits, in the same order
 *           sizes of the leaves, in the same order (LEB128 varints); a split's size is the sum of its leaves'
 *
 * A binary tree in preorder needs no pointers, and trees have one leaf more than splits: all lengths follow from the
 * header.
 */
export const FOREST_HEADER_BYTES = 24;

/** The version of this format. */
export const FOREST_VERSION = 1;

/** Says how many bytes the label of a node takes. */
export function labelBytesOf(featureCount: number): 1 | 2 {
  return featureCount < 255 ? 1 : 2;
}
