import { floorToFloat32, GREATEST_FLOAT32 } from '../../kernels/float32.ts';
import { depthLimitOf, type GrowTree } from '../../kernels/grow/contract.ts';
import { seededRandom } from '../../kernels/random.ts';
import { LEAF } from '../forest/forest.ts';
import { clippedToFloat32 } from '../forest/grow/clipped-to-float32.ts';
import { drawSample } from '../forest/grow/draw-sample.ts';
import { type ForestSize, growForest, sampleCounts } from '../forest/grow/grow-forest.ts';
import { drawNormal } from './draw-normal.ts';
import { type PlaneCutForest, planeValue, productOf } from './plane-cut-forest.ts';

/** A row as {@link planeValue} has it. */
type Row = Float64Array;

/**
 * Grows isolation trees that are cut by planes of random direction through a random point of the box around a node's
 * rows, to a depth of log2 of the rows, rounded up. Directions are random in units of each feature's standard deviation
 * among the rows of the tree, so that no feature hides the others by the size of its numbers.
 *
 * Shapes: rows: n * featureCount, row-major, finite.
 * Cost:   O(trees * samples * log samples * featureCount), independent of n.
 * @param seed decides every draw
 * @throws {RangeError} when there is no row, or a size is out of range
 * @see Hariri, Carrasco Kind & Brunner (2019), Extended Isolation Forest, IEEE TKDE 33 (4), algorithm 2, of the highest
 *   extension level: no coordinate of a normal is 0.
 */
export function fitPlaneCuts(rows: Float64Array, featureCount: number, size: ForestSize, seed: number): PlaneCutForest {
  const { rowCount, sampleCount } = sampleCounts(rows, featureCount, size);
  const random = seededRandom(seed);
  const depthLimit = depthLimitOf(sampleCount);
  const normals: number[] = [];
  const growTree: GrowTree = (_, firstNode) => {
    const sample = drawSample({ rowCount, sampleCount }, random).map((row) =>
      rows.slice(row * featureCount, (row + 1) * featureCount).map(planeValue),
    );
    const spreads = standardDeviations(sample, featureCount);
    return growNodes({ sample, spreads, firstNode, depthLimit, normals, random });
  };
  const forest = growForest(rows, { featureCount, sampleCount, trees: size.trees }, growTree);
  return { ...forest, normals: Float32Array.from(normals) };
}

interface TreeStart {
  readonly sample: readonly Row[];
  /** By feature, of the sample: the unit in which the feature is measured. */
  readonly spreads: Float64Array;
  readonly firstNode: number;
  readonly depthLimit: number;
  /** Of all trees so far; those of this one follow. */
  readonly normals: number[];
  readonly random: () => number;
}

function growNodes({ sample, spreads, firstNode, depthLimit, normals, random }: TreeStart) {
  const nodes = { feature: [] as number[], threshold: [] as number[], right: [] as number[], size: [] as number[] };
  const grow = (part: readonly Row[], depth: number): void => {
    const node = nodes.size.push(part.length) - 1;
    const plane = depth < depthLimit ? drawPlane(part, spreads, random) : undefined;
    nodes.feature.push(plane ? 0 : LEAF);
    nodes.threshold.push(plane?.threshold ?? 0);
    nodes.right.push(0);
    if (!plane) return;
    normals.push(...plane.normal);
    // a plane may have all rows on one side: the other is a leaf of none, in which other rows may end
    const goesLeft = (row: Row) => productOf(plane.normal, 0, row) <= plane.threshold;
    grow(part.filter(goesLeft), depth + 1);
    nodes.right[node] = firstNode + nodes.size.length;
    grow(
      part.filter((row) => !goesLeft(row)),
      depth + 1,
    );
  };
  grow(sample, 0);
  return {
    feature: Int32Array.from(nodes.feature),
    threshold: Float32Array.from(nodes.threshold),
    right: Int32Array.from(nodes.right),
    size: Int32Array.from(nodes.size),
  };
}

interface Plane {
  readonly normal: Float32Array;
  readonly threshold: number;
}

/** Draws a plane through the box around some rows; undefined where they are all equal. */
function drawPlane(part: readonly Row[], spreads: Float64Array, random: () => number): Plane | undefined {
  if (!part.some((row) => row.some((value, f) => value !== part[0][f]))) return undefined;
  // a feature that never varies has no unit: the plane runs along it
  const coordinates = Array.from(spreads, (spread) => (spread > 0 ? drawNormal(random) / spread : 0));
  const normal = Float32Array.from(coordinates, clippedToFloat32);
  let threshold = 0;
  for (let f = 0; f < normal.length; f++) {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (const row of part) {
      lowest = Math.min(lowest, row[f]);
      highest = Math.max(highest, row[f]);
    }
    threshold += normal[f] * (lowest + random() * (highest - lowest));
  }
  return { normal, threshold: Math.max(-GREATEST_FLOAT32, floorToFloat32(threshold)) };
}

function standardDeviations(sample: readonly Row[], featureCount: number): Float64Array {
  return Float64Array.from({ length: featureCount }, (_, f) => {
    const mean = sample.reduce((sum, row) => sum + row[f] / sample.length, 0);
    return Math.sqrt(sample.reduce((sum, row) => sum + (row[f] - mean) ** 2 / sample.length, 0));
  });
}
