// Grows isolation trees (Liu, Ting & Zhou 2008, algorithms 1 and 2), in WebAssembly.
//
// AssemblyScript: `npm run build:kernels` compiles this file into module.ts. What lies where in memory is said in
// kernel.ts, the caller; twin.ts says the same in plain TypeScript.

const LEAF: i32 = -1;
/** Values beyond this have no float32: they count as this far out. */
const GREATEST_FLOAT32: f32 = 3.4028234663852886e38;
/** The least above 0. */
const LEAST_FLOAT32: f32 = 1.401298464324817e-45;

let featureCount: i32 = 0;
let depthLimit: i32 = 0;
let takenAt: i32 = 0;
let chosenAt: i32 = 0;
let valuesAt: i32 = 0;
let orderAt: i32 = 0;
let candidatesAt: i32 = 0;
let featureAt: i32 = 0;
let thresholdAt: i32 = 0;
let rightAt: i32 = 0;
let sizeAt: i32 = 0;

/** State of the random numbers. */
let state0: i32 = 0;
let state1: i32 = 0;
let state2: i32 = 0;
let state3: i32 = 0;

/** The tree that is being grown: its nodes so far, and the number of its first among those of the forest. */
let nodeCount: i32 = 0;
let firstNode: i32 = 0;
/** The range of the feature that was drawn last. */
let lowest: f32 = 0;
let highest: f32 = 0;

export function configure(
  features: i32,
  deepest: i32,
  taken: i32,
  chosen: i32,
  values: i32,
  order: i32,
  candidates: i32,
  feature: i32,
  threshold: i32,
  right: i32,
  size: i32,
): void {
  featureCount = features;
  depthLimit = deepest;
  takenAt = taken;
  chosenAt = chosen;
  valuesAt = values;
  orderAt = order;
  candidatesAt = candidates;
  featureAt = feature;
  thresholdAt = threshold;
  rightAt = right;
  sizeAt = size;
}

export function seed(a: i32, b: i32, c: i32, d: i32): void {
  state0 = a;
  state1 = b;
  state2 = c;
  state3 = d;
}

/** The next random number in [0, 1), as in ../random.ts. */
function random(): f64 {
  const a = state0;
  const b = state1;
  const c = state2 ^ a;
  const d = state3 ^ b;
  state0 = a ^ d;
  state1 = b ^ c;
  state2 = c ^ (b << 9);
  state3 = rotl(d, 11);
  return <f64>(<u32>(rotl(b * 5, 7) * 9)) / 4294967296;
}

/**
 * Draws row numbers into the chosen, with replacement where a row drawn twice counts once, or without by Floyd's
 * method: each set is equally likely. Returns how many.
 */
export function drawRows(rowCount: i32, sampleCount: i32, bootstrap: bool): i32 {
  let count = 0;
  for (let i = rowCount - sampleCount; i < rowCount; i++) {
    let row = <i32>(random() * <f64>(bootstrap ? rowCount : i + 1));
    if ((load<i32>(takenWord(row)) & (1 << (row & 31))) != 0) {
      if (bootstrap) continue;
      row = i;
    }
    store<i32>(takenWord(row), load<i32>(takenWord(row)) | (1 << (row & 31)));
    store<i32>(chosenAt + count * 4, row);
    count++;
  }
  for (let i = 0; i < count; i++) store<i32>(takenWord(load<i32>(chosenAt + i * 4)), 0);
  return count;
}

/** Where the bit of a row is: one for each, so that those of a million stay in a near cache. */
function takenWord(row: i32): i32 {
  return takenAt + (row >> 5) * 4;
}

/** Grows one tree on the `count` rows of values, its nodes numbered from `first`; returns how many it has. */
export function growTree(count: i32, first: i32): i32 {
  // where the rows begin: partitioned in place of them
  for (let i = 0; i < count; i++) store<i32>(orderAt + i * 4, valuesAt + i * featureCount * 4);
  nodeCount = 0;
  firstNode = first;
  growNode(orderAt, orderAt + count * 4, 0);
  return nodeCount;
}

/** The subtree of the rows from place `start` to `end` of the order, whose root is the next node. */
function growNode(start: i32, end: i32, depth: i32): void {
  const node = nodeCount++ * 4;
  const size = (end - start) >> 2;
  const f = depth < depthLimit && size > 1 ? drawFeature(start, end) : LEAF;
  store<i32>(featureAt + node, f);
  store<i32>(sizeAt + node, size);
  if (f == LEAF) {
    store<f32>(thresholdAt + node, 0);
    store<i32>(rightAt + node, 0);
    return;
  }
  const split = drawSplit();
  store<f32>(thresholdAt + node, split);
  const middle = partition(start, end, f * 4, split);
  growNode(start, middle, depth + 1);
  store<i32>(rightAt + node, firstNode + nodeCount);
  growNode(middle, end, depth + 1);
}

/** A random feature that varies among the rows, its range left in `lowest` and `highest`; LEAF when none does. */
function drawFeature(start: i32, end: i32): i32 {
  for (let left = featureCount; left > 0; left--) {
    // a feature that turned out constant moves to the back, so that each is looked at once
    const pick = candidatesAt + <i32>(random() * <f64>left) * 4;
    const last = candidatesAt + (left - 1) * 4;
    const f = load<i32>(pick);
    store<i32>(pick, load<i32>(last));
    store<i32>(last, f);

    // in vectors, of which only the first lane counts, as they have a smallest and a largest without branches
    let least = v128.load32_zero(load<i32>(start) + f * 4);
    let most = least;
    for (let at = start + 4; at < end; at += 4) {
      const value = v128.load32_zero(load<i32>(at) + f * 4);
      least = f32x4.pmin(least, value);
      most = f32x4.pmax(most, value);
    }
    lowest = max(f32x4.extract_lane(least, 0), -GREATEST_FLOAT32);
    highest = min(f32x4.extract_lane(most, 0), GREATEST_FLOAT32);
    if (lowest < highest) return f;
  }
  return LEAF;
}

function drawSplit(): f32 {
  const split = floorToFloat32(<f64>lowest + random() * (<f64>highest - <f64>lowest));
  // between neighbouring float32 the sum may round up, and nothing would go right
  return split == highest ? lowest : split;
}

/** As in ../float32.ts. */
function floorToFloat32(value: f64): f32 {
  const nearest = <f32>value;
  if (<f64>nearest <= value) return nearest;
  if (nearest == 0) return -LEAST_FLOAT32;
  return reinterpret<f32>(reinterpret<i32>(nearest) + (nearest > 0 ? -1 : 1));
}

/** Moves rows at or below the split to the front; returns the place where the others begin. */
function partition(start: i32, end: i32, featureBytes: i32, split: f32): i32 {
  let middle = start;
  // swapped either way and counted by a number, so that no branch depends on data
  for (let at = start; at < end; at += 4) {
    const row = load<i32>(at);
    store<i32>(at, load<i32>(middle));
    store<i32>(middle, row);
    middle += <i32>(load<f32>(row + featureBytes) <= split) << 2;
  }
  return middle;
}
