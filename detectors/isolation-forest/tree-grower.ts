import { floorToFloat32 } from './floor-to-float32.ts';
import { type Forest, LEAF } from './forest.ts';

/** Values beyond this have no float32: they count as this far out. */
const GREATEST_FLOAT32 = 3.4028234663852886e38;

/** Grows isolation trees one after the other. A class and not closures, which would be compiled anew for each forest. */
export class TreeGrower {
  readonly #featureCount: number;
  readonly #depthLimit: number;
  readonly #random: () => number;
  readonly #feature: Int32Array;
  readonly #threshold: Float32Array;
  readonly #right: Int32Array;
  readonly #size: Int32Array;
  #nodeCount = 0;

  /** The sample as float32, row-major; `#order` holds where its rows begin, and is partitioned in their place. */
  readonly #values: Float32Array;
  readonly #order: Int32Array;
  readonly #candidates: Int32Array;
  /** The range of the feature that was drawn last. */
  #lowest = 0;
  #highest = 0;

  constructor(featureCount: number, sampleCount: number, trees: number, random: () => number) {
    // a tree that isolates every row of its sample has 2 * sampleCount - 1 nodes
    const capacity = trees * (2 * sampleCount - 1);
    this.#featureCount = featureCount;
    this.#depthLimit = Math.ceil(Math.log2(Math.max(sampleCount, 2)));
    this.#random = random;
    this.#feature = new Int32Array(capacity);
    this.#threshold = new Float32Array(capacity);
    this.#right = new Int32Array(capacity);
    this.#size = new Int32Array(capacity);
    this.#values = new Float32Array(sampleCount * featureCount);
    this.#order = new Int32Array(sampleCount);
    this.#candidates = Int32Array.from({ length: featureCount }, (_, f) => f);
  }

  /** Grows one tree on `count` rows; returns the number of nodes so far. */
  grow(rows: Float64Array, chosen: Int32Array, count: number): number {
    const values = this.#values;
    const order = this.#order;
    const featureCount = this.#featureCount;
    for (let i = 0; i < count; i++) order[i] = i * featureCount;
    // column by column: the first one fetches all rows from far memory at once, the others find them near
    for (let f = 0; f < featureCount; f++) {
      // values beyond float32 become infinite here, and the greatest there are where a split is drawn
      for (let i = 0; i < count; i++) values[i * featureCount + f] = rows[chosen[i] * featureCount + f];
    }
    this.#growNode(0, count, 0);
    return this.#nodeCount;
  }

  /** All trees so far, one after the other. */
  nodes(): Pick<Forest, 'feature' | 'threshold' | 'right' | 'size'> {
    return {
      feature: this.#feature.slice(0, this.#nodeCount),
      threshold: this.#threshold.slice(0, this.#nodeCount),
      right: this.#right.slice(0, this.#nodeCount),
      size: this.#size.slice(0, this.#nodeCount),
    };
  }

  /** The subtree of `#order[start..end)`, whose root is the next node. Half of all nodes are leaves by size or depth alone. */
  #growNode(start: number, end: number, depth: number): void {
    if (depth < this.#depthLimit && end - start > 1) {
      this.#growSplit(start, end, depth);
      return;
    }
    this.#feature[this.#nodeCount] = LEAF;
    this.#size[this.#nodeCount++] = end - start;
  }

  /** A node of rows that may differ: a split with the subtrees below it, or a leaf if they do not. */
  #growSplit(start: number, end: number, depth: number): void {
    const node = this.#nodeCount++;
    const f = this.#drawFeature(start, end);
    this.#feature[node] = f;
    this.#size[node] = end - start;
    if (f === LEAF) return;

    const split = this.#drawSplit();
    this.#threshold[node] = split;
    const middle = this.#partition(start, end, f, split);
    this.#growNode(start, middle, depth + 1);
    this.#right[node] = this.#nodeCount;
    this.#growNode(middle, end, depth + 1);
  }

  /** A random feature that varies among `#order[start..end)`, its range left in `#lowest` and `#highest`; LEAF when none does. */
  #drawFeature(start: number, end: number): number {
    const values = this.#values;
    const order = this.#order;
    const candidates = this.#candidates;
    for (let left = this.#featureCount; left > 0; left--) {
      // a feature that turned out constant moves to the back, so that each is looked at once
      const pick = Math.floor(this.#random() * left);
      const f = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = f;

      let least = values[order[start] + f];
      let most = least;
      for (let i = start + 1; i < end; i++) {
        const value = values[order[i] + f];
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      this.#lowest = Math.max(least, -GREATEST_FLOAT32);
      this.#highest = Math.min(most, GREATEST_FLOAT32);
      if (this.#lowest < this.#highest) return f;
    }
    return LEAF;
  }

  #drawSplit(): number {
    const split = floorToFloat32(this.#lowest + this.#random() * (this.#highest - this.#lowest));
    // between neighbouring float32 the sum may round up, and nothing would go right
    return split === this.#highest ? this.#lowest : split;
  }

  /** Moves rows at or below the split to the front; returns where the others begin. */
  #partition(start: number, end: number, f: number, split: number): number {
    const values = this.#values;
    const order = this.#order;
    let middle = start;
    // swapped either way and counted by a number, so that no branch depends on data
    for (let i = start; i < end; i++) {
      const row = order[i];
      order[i] = order[middle];
      order[middle] = row;
      middle += Number(values[row + f] <= split);
    }
    return middle;
  }
}
