// Medians of the nearest reference rows, in WebAssembly SIMD: four rows side by side.
//
// AssemblyScript: `npm run build:kernels` compiles this file into module.ts. What is computed, and why, is said in
// twin.ts, which does the same in plain TypeScript; kernel.ts writes the tables and is the caller.

/** How many nearest rows are kept: one more than are looked at, for whole vectors. */
const KEPT: i32 = 16;
const NEIGHBOURS: i32 = 15;

let count: i32 = 0;
let featureCount: i32 = 0;
let columnBytes: i32 = 0;
let farthestDifference: f32 = 0;
let columnsAt: i32 = 0;
let inversesAt: i32 = 0;
let rowAt: i32 = 0;
let startsAt: i32 = 0;
let distancesAt: i32 = 0;
/** The nearest distances so far, ascending; the place before them holds one that is smaller than all. */
let nearestAt: i32 = 0;
/** The values in those rows, in the same order; there is a place before them too. */
let valuesAt: i32 = 0;
/** Room for the distances of four rows. */
let fourAt: i32 = 0;

export function configure(
  rows: i32,
  features: i32,
  bytesOfColumn: i32,
  farthest: f32,
  columns: i32,
  inverses: i32,
  row: i32,
  starts: i32,
  distances: i32,
  nearest: i32,
  values: i32,
  four: i32,
): void {
  count = rows;
  featureCount = features;
  columnBytes = bytesOfColumn;
  farthestDifference = farthest;
  columnsAt = columns;
  inversesAt = inverses;
  rowAt = row;
  startsAt = starts;
  distancesAt = distances;
  nearestAt = nearest;
  valuesAt = values;
  fourAt = four;
}

/** The distances of all rows from the one at `rowAt`, in all features. */
export function measure(): void {
  memory.copy(distancesAt, startsAt, columnBytes);
  for (let f = 0; f < featureCount; f++) {
    const x = f32x4.splat(load<f32>(rowAt + 4 * f));
    const inverse = f32x4.splat(load<f32>(inversesAt + 4 * f));
    const column = columnsAt + f * columnBytes;
    for (let i = 0; i < columnBytes; i += 16) {
      const distance = distancesAt + i;
      v128.store(distance, f32x4.add(v128.load(distance), differences(column + i, x, inverse)));
    }
  }
}

/** The median of feature `f` in the rows that are nearest in all others, to the row that was measured last. */
export function expected(f: i32): f64 {
  const x = f32x4.splat(load<f32>(rowAt + 4 * f));
  const inverse = f32x4.splat(load<f32>(inversesAt + 4 * f));
  const column = columnsAt + f * columnBytes;
  const none = f32x4.splat(Infinity);
  for (let k = 0; k < KEPT * 4; k += 16) {
    v128.store(nearestAt + k, none);
    v128.store(valuesAt + k, none);
  }
  let farthest = none;
  for (let i = 0; i < columnBytes; i += 16) {
    const others = f32x4.sub(v128.load(distancesAt + i), differences(column + i, x, inverse));
    let nearer = i32x4.bitmask(f32x4.lt(others, farthest));
    if (nearer == 0) continue;
    v128.store(fourAt, others);
    for (; nearer != 0; nearer &= nearer - 1) {
      const lane = ctz(nearer) << 2;
      insert(load<f32>(fourAt + lane), load<f32>(column + i + lane));
    }
    farthest = v128.load32_splat(nearestAt, (NEIGHBOURS - 1) * 4);
  }
  return medianOfNearest();
}

/** Of four rows in one feature: in its spreads, and no more than the farthest, nor where it is no number. */
// @ts-ignore: decorator
@inline
function differences(at: i32, x: v128, inverse: v128): v128 {
  const difference = f32x4.mul(f32x4.abs(f32x4.sub(v128.load(at), x)), inverse);
  return f32x4.pmin(f32x4.splat(farthestDifference), difference);
}

/** Puts a row behind those that are as near or nearer: all others move on by a place, and the last one drops out. */
// @ts-ignore: decorator
@inline
function insert(distance: f32, value: f32): void {
  const x = f32x4.splat(distance);
  const v = f32x4.splat(value);
  // from the last, so that what moves on is still there
  for (let k = (KEPT - 4) * 4; k >= 0; k -= 16) {
    const at = nearestAt + k;
    const here = v128.load(at);
    const before = v128.load(at - 4);
    const stays = f32x4.le(here, x);
    const follows = f32x4.le(before, x);
    v128.store(at, v128.bitselect(here, v128.bitselect(x, before, follows), stays));
    const valueAt = valuesAt + k;
    const moved = v128.bitselect(v, v128.load(valueAt - 4), follows);
    v128.store(valueAt, v128.bitselect(v128.load(valueAt), moved, stays));
  }
}

function medianOfNearest(): f64 {
  // the one that is kept and not looked at
  store<f32>(valuesAt, Infinity, NEIGHBOURS * 4);
  const n = min(count, NEIGHBOURS);
  return (<f64>valueOfRank((n - 1) >> 1) + <f64>valueOfRank(n >> 1)) / 2;
}

/** The value at a place in order: the greatest that has no more below it. */
function valueOfRank(rank: i32): f32 {
  let value = -Infinity as f32;
  for (let i = 0; i < NEIGHBOURS * 4; i += 4) {
    const candidate = load<f32>(valuesAt + i);
    if (countBelow(f32x4.splat(candidate)) <= rank) value = max(value, candidate);
  }
  return value;
}

/** How many of the nearest values are below a number. */
// @ts-ignore: decorator
@inline
function countBelow(x: v128): i32 {
  const low = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(valuesAt, 0), x), f32x4.lt(v128.load(valuesAt, 16), x));
  const high = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(valuesAt, 32), x), f32x4.lt(v128.load(valuesAt, 48), x));
  return popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
}
