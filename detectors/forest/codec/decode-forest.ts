import { FILE_MAGIC, FLOAT32_NUMBERS } from '../../file-header.ts';
import { type Forest, LEAF } from '../forest.ts';
import { FOREST_HEADER_BYTES, FOREST_VERSION, labelBytesOf } from './forest-format.ts';

/**
 * Reads a forest from its bytes, every one of them checked: what passes can be scored without a further look.
 *
 * @param fileKind of the detector that it must be
 * @throws {Error} saying what is wrong, the value got and the value wanted
 */
export function decodeForest(bytes: Uint8Array, fileKind: number): Forest {
  const { forest, end } = readForest(bytes, fileKind);
  if (end !== bytes.length) throw new Error(`${bytes.length - end} bytes follow the end of the forest, wanted none`);
  return forest;
}

/** Reads a forest likewise that other things may follow. @returns also the place of the first byte after it */
export function readForest(bytes: Uint8Array, fileKind: number): { forest: Forest; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { labelBytes, featureCount, sampleCount, treeCount, splitCount } = decodeHeader(view, fileKind);
  const nodeCount = 2 * splitCount + treeCount;
  const thresholdsAt = FOREST_HEADER_BYTES + nodeCount * labelBytes;
  const sizesAt = thresholdsAt + splitCount * 4;
  // a leaf's size takes a byte at least
  const leastBytes = sizesAt + splitCount + treeCount;
  if (bytes.length < leastBytes)
    throw new Error(`the forest is cut short: got ${bytes.length} bytes, wanted at least ${leastBytes}`);

  const feature = new Int32Array(nodeCount);
  const threshold = new Float32Array(nodeCount);
  let thresholdAt = thresholdsAt;
  for (let node = 0; node < nodeCount; node++) {
    const at = FOREST_HEADER_BYTES + node * labelBytes;
    const label = labelBytes === 1 ? bytes[at] : view.getUint16(at, true);
    if (label > featureCount)
      throw new Error(`node ${node} splits on feature ${label - 1}, wanted one below ${featureCount}`);
    feature[node] = label === 0 ? LEAF : label - 1;
    if (label === 0) continue;
    if (thresholdAt === sizesAt) throw new Error(`the forest has more splits than the ${splitCount} of its header`);
    threshold[node] = view.getFloat32(thresholdAt, true);
    if (!Number.isFinite(threshold[node]))
      throw new Error(`node ${node} has the threshold ${threshold[node]}, wanted a finite number`);
    thresholdAt += 4;
  }

  const { size, end } = decodeLeafSizes(bytes, sizesAt, feature, sampleCount);
  const { roots, right } = linkNodes(feature, size, treeCount);
  return { forest: { featureCount, sampleCount, roots, feature, threshold, right, size }, end };
}

function decodeHeader(view: DataView, fileKind: number) {
  if (view.byteLength < FOREST_HEADER_BYTES) {
    throw new Error(`the forest is cut short: got ${view.byteLength} bytes, wanted a header of ${FOREST_HEADER_BYTES}`);
  }
  if (view.getUint32(0, true) !== FILE_MAGIC)
    throw new Error('these bytes are not a detector of weir: they do not begin with "WEIR"');
  const want = (what: string, got: number, wanted: number) => {
    if (got !== wanted) throw new Error(`${what} is ${got}, wanted ${wanted}`);
  };
  want('the detector format version', view.getUint8(4), FOREST_VERSION);
  want('the kind of detector', view.getUint8(5), fileKind);
  want('the type of the thresholds', view.getUint8(6), FLOAT32_NUMBERS);

  const [featureCount, sampleCount, treeCount, splitCount] = [8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  want('the bytes per node label', view.getUint8(7), labelBytesOf(featureCount));
  for (const [name, count] of Object.entries({ feature: featureCount, sample: sampleCount, tree: treeCount })) {
    if (count === 0) throw new Error(`the ${name} count of the forest is 0, wanted at least 1`);
  }
  return { labelBytes: view.getUint8(7), featureCount, sampleCount, treeCount, splitCount };
}

/** Reads sizes by node; those of splits are still 0. */
function decodeLeafSizes(bytes: Uint8Array, from: number, feature: Int32Array, sampleCount: number) {
  const size = new Int32Array(feature.length);
  let at = from;
  for (let node = 0; node < size.length; node++) {
    if (feature[node] !== LEAF) continue;
    let value = 0;
    let scale = 1;
    let byte: number;
    do {
      if (at === bytes.length || scale > 2 ** 28)
        throw new Error(`the leaf sizes of the forest are cut short at byte ${at}`);
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    if (value > sampleCount)
      throw new Error(`leaf ${node} holds ${value} rows, wanted at most the ${sampleCount} of the sample`);
    size[node] = value;
  }
  return { size, end: at };
}

/** Finds right children and roots from the preorder alone, and sums the sizes of splits (into `size`). */
function linkNodes(feature: Int32Array, size: Int32Array, treeCount: number) {
  const right = new Int32Array(feature.length);
  const roots = new Int32Array(treeCount + 1);
  // backwards, what follows a split on the stack is its left subtree, then its right one
  const subtrees: number[] = [];
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] !== LEAF) {
      const leftChild = subtrees.pop();
      const rightChild = subtrees.pop();
      if (leftChild === undefined || rightChild === undefined)
        throw new Error(`node ${node} of the forest lacks a child`);
      right[node] = rightChild;
      size[node] = size[leftChild] + size[rightChild];
    }
    subtrees.push(node);
  }
  if (subtrees.length !== treeCount) throw new Error(`the nodes form ${subtrees.length} trees, wanted ${treeCount}`);
  for (let t = 0; t < treeCount; t++) roots[t] = subtrees[treeCount - 1 - t];
  roots[treeCount] = feature.length;
  return { roots, right };
}
