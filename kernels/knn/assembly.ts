// The distance to the k-th nearest of some points, in WebAssembly SIMD: sixteen points side by side.
//
// AssemblyScript: `npm run build:kernels` compiles this file into module.ts. What is computed, and why, is said in
// twin.ts, which does the same in plain TypeScript; kernel.ts writes the points and is the caller.

/** The points of a block stand side by side, feature by feature. */
const BLOCK_BYTES: i32 = 64;

let blockCount: i32 = 0;
let blocksAt: i32 = 0;
let rowAt: i32 = 0;
let rowEnd: i32 = 0;
/** The k smallest squares so far, ascending, and where the last of them is. */
let nearestAt: i32 = 0;
let kthAt: i32 = 0;
/** Room for the squares of four points. */
let fourAt: i32 = 0;

export function configure(
  blockTotal: i32,
  featureCount: i32,
  k: i32,
  blocks: i32,
  row: i32,
  nearest: i32,
  four: i32,
): void {
  blockCount = blockTotal;
  blocksAt = blocks;
  rowAt = row;
  rowEnd = row + 4 * featureCount;
  nearestAt = nearest;
  kthAt = nearest + 4 * (k - 1);
  fourAt = four;
}

/** The square of the distance from the row at `rowAt` to the k-th nearest point. */
export function kth(): f32 {
  for (let at = nearestAt; at <= kthAt; at += 4) store<f32>(at, Infinity);
  let at = blocksAt;
  for (let block = 0; block < blockCount; block++) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let valueAt = rowAt; valueAt < rowEnd; valueAt += 4) {
      const x = v128.load32_splat(valueAt);
      a = f32x4.add(a, squared(f32x4.sub(v128.load(at, 0), x)));
      b = f32x4.add(b, squared(f32x4.sub(v128.load(at, 16), x)));
      c = f32x4.add(c, squared(f32x4.sub(v128.load(at, 32), x)));
      d = f32x4.add(d, squared(f32x4.sub(v128.load(at, 48), x)));
      at += BLOCK_BYTES;
    }
    keep(a);
    keep(b);
    keep(c);
    keep(d);
  }
  return load<f32>(kthAt);
}

// @ts-ignore: decorator
@inline
function squared(x: v128): v128 {
  return f32x4.mul(x, x);
}

/** Keeps those of four squares that are among the k smallest. */
// @ts-ignore: decorator
@inline
function keep(squares: v128): void {
  let nearer = i32x4.bitmask(f32x4.lt(squares, v128.load32_splat(kthAt)));
  if (nearer == 0) return;
  v128.store(fourAt, squares);
  for (; nearer != 0; nearer &= nearer - 1) insert(load<f32>(fourAt + (ctz(nearer) << 2)));
}

/** Puts a square in its place; the largest drops out. */
function insert(square: f32): void {
  if (square >= load<f32>(kthAt)) return;
  let at = kthAt;
  for (; at > nearestAt && load<f32>(at - 4) > square; at -= 4) store<f32>(at, load<f32>(at - 4));
  store<f32>(at, square);
}
