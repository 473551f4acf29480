// Shapley values of a row's path lengths, in WebAssembly SIMD: two points of the integral side by side.
//
// AssemblyScript: `npm run build:kernels` compiles this file into module.ts. What is computed, and why, is said in
// twin.ts, which does the same in plain TypeScript; kernel.ts writes the tables and is the caller.

/** Of a tree: place and number of its splits, place of its nodes' lengths, number of nodes. */
const TREE_BYTES: i32 = 16;
/** Of a split; nodes are places from the first of the tree's, and the left child's is the next after its own. */
const SPLIT_BYTES: i32 = 48;
const THRESHOLD: usize = 0;
/** Four bytes for each feature before its own. */
const FEATURE: usize = 4;
const NODE: usize = 8;
const RIGHT: usize = 12;
const PREVIOUS_SPLIT_CHILD: usize = 16;
const SHARE: usize = 24;
const LEFT_FRACTION: usize = 32;
const MARGINAL_EFFECT: usize = 40;
/**
 * Of a node, while its tree is worked on: at both points the reach, then the mean length; then whether the row stays.
 */
const NODE_BYTES: i32 = 48;
const LENGTH: usize = 16;
const STAYS: usize = 32;
/**
 * Of a split, while its tree is worked on: o and oL; then at both points w, and how it changes, times the split's
 * reach.
 */
const STEP_BYTES: i32 = 48;
const GOES_LEFT: usize = 16;
const CHANGE: usize = 32;
/** Of two points: their places, then their weights. */
const POINTS_BYTES: i32 = 32;

let treesAt: i32 = 0;
let treesEnd: i32 = 0;
let pointsAt: i32 = 0;
let pointsEnd: i32 = 0;
let firstWeight: f64 = 0;
let rowAt: i32 = 0;
let outAt: i32 = 0;
let nodesAt: i32 = 0;
let stepsAt: i32 = 0;

export function configure(
  trees: i32,
  treeCount: i32,
  points: i32,
  pairCount: i32,
  weight: f64,
  row: i32,
  out: i32,
  nodes: i32,
  steps: i32,
): void {
  treesAt = trees;
  treesEnd = trees + treeCount * TREE_BYTES;
  pointsAt = points;
  pointsEnd = points + pairCount * POINTS_BYTES;
  firstWeight = weight;
  rowAt = row;
  outAt = out;
  nodesAt = nodes;
  stepsAt = steps;
}

/** Adds each feature's part for the row at `rowAt` to those at `outAt`. */
export function explain(): void {
  for (let tree = treesAt; tree < treesEnd; tree += TREE_BYTES) {
    const splits = load<i32>(tree);
    const end = splits + load<i32>(tree, 4) * SPLIT_BYTES;
    spreadLengths(load<i32>(tree, 8), load<i32>(tree, 12));
    followRow(splits, end);
    for (let points = pointsAt; points < pointsEnd; points += POINTS_BYTES) {
      v128.store(nodesAt, v128.load(points, 16));
      shareOutReach(splits, end, v128.load(points));
      gatherLengths(splits, end);
    }
  }
}

/** Nodes get the lengths of leaves; those of splits are written over. */
// @ts-ignore: decorator
@inline
function spreadLengths(lengths: i32, count: i32): void {
  let node = nodesAt;
  for (const end = lengths + count * 8; lengths < end; lengths += 8) {
    v128.store(node, v128.load64_splat(lengths), LENGTH);
    node += NODE_BYTES;
  }
}

/** Finds which splits the row goes through, and adds what they give at the first point. */
// @ts-ignore: decorator
@inline
function followRow(splits: i32, end: i32): void {
  store<f64>(nodesAt, 1, STAYS);
  let step = stepsAt;
  for (let split = splits; split < end; split += SPLIT_BYTES) {
    const feature = load<i32>(split, FEATURE);
    const o = load<f64>(nodesAt + load<i32>(split, PREVIOUS_SPLIT_CHILD), STAYS);
    const oL = o * <f64>(<i32>(load<f32>(rowAt + feature) <= load<f32>(split, THRESHOLD)));
    store<f64>(nodesAt + load<i32>(split, NODE) + NODE_BYTES, oL, STAYS);
    store<f64>(nodesAt + load<i32>(split, RIGHT), o - oL, STAYS);
    store<f64>(step, o);
    store<f64>(step, oL, 8);
    const effect = load<f64>(split, MARGINAL_EFFECT);
    addTo(feature, firstWeight * (oL * effect - o * (effect * load<f64>(split, LEFT_FRACTION))));
    step += STEP_BYTES;
  }
}

/** From the root, whose reach is set, to the leaves, for the two chances t. */
// @ts-ignore: decorator
@inline
function shareOutReach(splits: i32, end: i32, t: v128): void {
  const one = f64x2.splat(1);
  const u = f64x2.sub(one, t);
  let step = stepsAt;
  for (let split = splits; split < end; split += SPLIT_BYTES) {
    const o = v128.load64_splat(step);
    const oL = v128.load64_splat(step, 8);
    const z = v128.load64_splat(split, SHARE);
    const zL = f64x2.mul(z, v128.load64_splat(split, LEFT_FRACTION));
    const inverse = f64x2.div(one, f64x2.add(f64x2.mul(t, o), f64x2.mul(u, z)));
    const w = f64x2.mul(f64x2.add(f64x2.mul(t, oL), f64x2.mul(u, zL)), inverse);
    const slope = f64x2.mul(f64x2.sub(f64x2.mul(z, oL), f64x2.mul(zL, o)), f64x2.mul(inverse, inverse));

    const node = nodesAt + load<i32>(split, NODE);
    const here = v128.load(node);
    const left = f64x2.mul(here, w);
    v128.store(node + NODE_BYTES, left);
    v128.store(nodesAt + load<i32>(split, RIGHT), f64x2.sub(here, left));
    v128.store(step, w, GOES_LEFT);
    v128.store(step, f64x2.mul(here, slope), CHANGE);
    step += STEP_BYTES;
  }
}

/** From the leaves to the root; and adds to each feature what its splits give. */
// @ts-ignore: decorator
@inline
function gatherLengths(splits: i32, end: i32): void {
  let step = stepsAt + ((end - splits) / SPLIT_BYTES) * STEP_BYTES;
  for (let split = end - SPLIT_BYTES; split >= splits; split -= SPLIT_BYTES) {
    step -= STEP_BYTES;
    const right = v128.load(nodesAt + load<i32>(split, RIGHT), LENGTH);
    const node = nodesAt + load<i32>(split, NODE);
    const difference = f64x2.sub(v128.load(node + NODE_BYTES, LENGTH), right);
    const length = f64x2.add(right, f64x2.mul(v128.load(step, GOES_LEFT), difference));
    v128.store(node, length, LENGTH);
    const parts = f64x2.mul(v128.load(step, CHANGE), difference);
    addTo(load<i32>(split, FEATURE), f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1));
  }
}

// @ts-ignore: decorator
@inline
function addTo(feature: i32, part: f64): void {
  const out = outAt + 2 * feature;
  store<f64>(out, load<f64>(out) + part);
}
