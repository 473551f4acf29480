import type { GrowTree, TreeShape } from '../../../kernels/grow/contract.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { LEAF } from '../forest.ts';
import { clippedToFloat32 } from './clipped-to-float32.ts';
import { drawSample } from './draw-sample.ts';

/** The values of one feature that the rows of a node have, and how much of each row is there. */
export interface NodeColumn {
  readonly values: readonly number[];
  /** As many as values, each in (0, 1]. */
  readonly weights: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

/** Where trees are cut, and how long they grow. */
export interface GrowthRule {
  /** Chooses a float32 from the lowest value up to below the highest: what is not above it goes left. */
  readonly cut: (column: NodeColumn, random: () => number) => number;
  readonly depthLimit: number;
}

/** A part of a row that is lighter than this is left out: on many of them trees would grow large, and no better. */
const LIGHTEST = 0.05;

/**
 * Makes a grower of trees, with a rule for where they are cut, on rows that may have missing cells.
 *
 * A node is cut on a random feature whose values vary there, until no more than the weight of one row is left, no
 * feature varies, or the tree is as deep as it may be. A row that misses the feature goes both ways, its weight shared
 * out as the weight of the rows that have it. A leaf's size is its weight rounded, at least 1.
 *
 * Cost: O(samples * depth) for each tree and what the rule takes; more by a third where a tenth of the cells is
 * missing.
 * @param seed decides every draw
 * @see Quinlan (1993), C4.5, chapter 3, for rows that go both ways; Cortes (2019), Imputing missing values with
 *   unsupervised random trees, arXiv 1911.06646, section 3, for the same in isolation trees.
 */
export function weightedGrower(shape: TreeShape, rule: GrowthRule, seed: number): GrowTree {
  const { featureCount } = shape;
  const random = seededRandom(seed);
  const candidates = Array.from({ length: featureCount }, (_, f) => f);
  return (rows, firstNode) => {
    const drawn = drawSample(shape, random);
    const values = drawn.map((row) =>
      Float32Array.from(rows.subarray(row * featureCount, (row + 1) * featureCount), clippedToFloat32),
    );
    const growth = new Growth({ ...rule, candidates, random, firstNode });
    growth.grow({ rows: values, weights: values.map(() => 1) }, 0);
    return growth.nodes();
  };
}

/** Rows that came to a node, and how much of each. */
interface Part {
  readonly rows: Float32Array[];
  readonly weights: number[];
}

interface GrowthState extends GrowthRule {
  /** Features in the order that earlier draws left; it goes on from tree to tree. */
  readonly candidates: number[];
  readonly random: () => number;
  readonly firstNode: number;
}

/** One tree while it grows. */
class Growth {
  readonly #state: GrowthState;
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #right: number[] = [];
  readonly #size: number[] = [];

  constructor(state: GrowthState) {
    this.#state = state;
  }

  nodes() {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float32Array.from(this.#threshold),
      right: Int32Array.from(this.#right),
      size: Int32Array.from(this.#size),
    };
  }

  /** Grows the subtree of these rows. @returns its size */
  grow(part: Part, depth: number): number {
    const { depthLimit, cut, random, firstNode } = this.#state;
    const weight = part.weights.reduce((sum, each) => sum + each, 0);
    const node = this.#feature.push(LEAF) - 1;
    this.#threshold.push(0);
    this.#right.push(0);
    this.#size.push(Math.max(1, Math.round(weight)));
    const found = depth < depthLimit && weight > 1 ? this.#drawColumn(part) : undefined;
    if (!found) return this.#size[node];

    const threshold = cut(found.column, random);
    const [left, right] = share(part, found.feature, threshold);
    this.#feature[node] = found.feature;
    this.#threshold[node] = threshold;
    const leftSize = this.grow(left, depth + 1);
    this.#right[node] = firstNode + this.#feature.length;
    this.#size[node] = leftSize + this.grow(right, depth + 1);
    return this.#size[node];
  }

  /** Draws a feature that varies among the rows; undefined where none does. */
  #drawColumn(part: Part): { feature: number; column: NodeColumn } | undefined {
    const { candidates, random } = this.#state;
    for (let left = candidates.length; left > 0; left--) {
      // a feature that turned out constant moves to the back, so that each is looked at once
      const pick = Math.floor(random() * left);
      const feature = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = feature;
      const column = columnOf(part, feature);
      if (column.lowest < column.highest) return { feature, column };
    }
    return undefined;
  }
}

function columnOf({ rows, weights }: Part, feature: number): NodeColumn {
  const present = { values: [] as number[], weights: [] as number[] };
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i][feature];
    if (Number.isNaN(value)) continue;
    present.values.push(value);
    present.weights.push(weights[i]);
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { ...present, lowest, highest };
}

/** Shares out rows at a cut: those that have the feature go one way, the others both. */
function share({ rows, weights }: Part, feature: number, threshold: number): [left: Part, right: Part] {
  const [left, right, missing] = [emptyPart(), emptyPart(), emptyPart()];
  let leftWeight = 0;
  let presentWeight = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i][feature];
    const goesLeft = value <= threshold;
    addRow(Number.isNaN(value) ? missing : goesLeft ? left : right, rows[i], weights[i]);
    if (Number.isNaN(value)) continue;
    presentWeight += weights[i];
    if (goesLeft) leftWeight += weights[i];
  }
  const leftShare = leftWeight / presentWeight;
  for (let i = 0; i < missing.rows.length; i++) {
    addRow(left, missing.rows[i], missing.weights[i] * leftShare);
    addRow(right, missing.rows[i], missing.weights[i] * (1 - leftShare));
  }
  return [left, right];
}

function emptyPart(): Part {
  return { rows: [], weights: [] };
}

function addRow({ rows, weights }: Part, row: Float32Array, weight: number): void {
  if (weight < LIGHTEST) return;
  rows.push(row);
  weights.push(weight);
}
