import { FILE_HEADER_BYTES, fileHeader } from '../../file-header.ts';
import { type Forest, LEAF, treeCountOf } from '../forest.ts';
import { FOREST_HEADER_BYTES, FOREST_VERSION, labelBytesOf } from './forest-format.ts';

/**
 * Writes a forest as bytes; the same forest gives the same bytes.
 *
 * @param fileKind of the detector that it is
 */
export function encodeForest(forest: Forest, fileKind: number): Uint8Array {
  const { featureCount, sampleCount, feature, threshold, size } = forest;
  const nodeCount = feature.length;
  const splitCount = (nodeCount - treeCountOf(forest)) / 2;
  const labelBytes = labelBytesOf(featureCount);
  const leafSizes = encodeVarints(size.filter((_, node) => feature[node] === LEAF));

  const thresholdsAt = FOREST_HEADER_BYTES + nodeCount * labelBytes;
  const bytes = new Uint8Array(thresholdsAt + splitCount * 4 + leafSizes.length);
  const view = new DataView(bytes.buffer);
  bytes.set(fileHeader(fileKind, FOREST_VERSION, labelBytes));
  for (const [i, value] of [featureCount, sampleCount, treeCountOf(forest), splitCount].entries()) {
    view.setUint32(FILE_HEADER_BYTES + 4 * i, value, true);
  }

  let thresholdAt = thresholdsAt;
  for (let node = 0; node < nodeCount; node++) {
    const label = feature[node] === LEAF ? 0 : feature[node] + 1;
    const at = FOREST_HEADER_BYTES + node * labelBytes;
    if (labelBytes === 1) bytes[at] = label;
    else view.setUint16(at, label, true);
    if (label === 0) continue;
    view.setFloat32(thresholdAt, threshold[node], true);
    thresholdAt += 4;
  }
  bytes.set(leafSizes, thresholdAt);
  return bytes;
}

/** Seven bits a byte, lowest first, the eighth saying that more follow. */
function encodeVarints(values: Int32Array): number[] {
  const bytes: number[] = [];
  for (const value of values) {
    let rest = value;
    while (rest > 127) {
      bytes.push((rest & 127) | 128);
      rest >>>= 7;
    }
    bytes.push(rest);
  }
  return bytes;
}
