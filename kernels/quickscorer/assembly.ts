// Scores blocks of rows by leaf bit masks (Lucchese et al., QuickScorer, SIGIR 2015), in WebAssembly SIMD.
//
// AssemblyScript: `npm run build:kernels` compiles this file into module.ts. What lies where in memory, and why it
// gives the right leaf, is said in tables.ts, which makes the tables; kernel.ts lays them out and is the caller.

/** Units in a group: their masks for one place are a cache line. */
const GROUP_UNITS: i32 = 8;
/** What {@link rankFeature} is told of a feature: eight numbers. */
const FEATURE_BYTES: i32 = 32;
/** The values of a unit's 64 leaves, and of no leaf. */
const UNIT_VALUES_BYTES: i32 = 65 * 8;

let featureCount: i32 = 0;
let groupCount: i32 = 0;
let expectedTotal: f64 = 0;
let featuresAt: i32 = 0;
let groupsAt: i32 = 0;
let leafValuesAt: i32 = 0;
let seriesAt: i32 = 0;
let rowsAt: i32 = 0;
let ranksAt: i32 = 0;
let totalsAt: i32 = 0;

export function configure(
  features: i32,
  groups: i32,
  expected: f64,
  featureTable: i32,
  groupTable: i32,
  leafValues: i32,
  series: i32,
  rows: i32,
  ranks: i32,
  totals: i32,
): void {
  featureCount = features;
  groupCount = groups;
  expectedTotal = expected;
  featuresAt = featureTable;
  groupsAt = groupTable;
  leafValuesAt = leafValues;
  seriesAt = series;
  rowsAt = rows;
  ranksAt = ranks;
  totalsAt = totals;
}

/** Scores the `count` rows at `rowsAt` into the totals' place. */
export function scoreBlock(count: i32): void {
  for (let f = 0; f < featureCount; f++) rankFeature(f, count);
  memory.fill(totalsAt, 0, <usize>count * 8);
  for (let g = 0; g < groupCount; g++) sweepGroup(g, count);
  // two at a time: the place after an odd count is there, and is not looked at
  for (let i = 0; i < count; i += 2) finishTwo(totalsAt + i * 8);
}

/** Replaces the values of one feature by where the place of their rank stands in a group. */
function rankFeature(f: i32, count: i32): void {
  // by feature: offset of the first rank's place, thresholds, levels of the search, and the place of each
  const entry = featuresAt + f * FEATURE_BYTES;
  const first = load<i32>(entry);
  const thresholdCount = load<i32>(entry, 4);
  const levels = entry + 12;
  const lastLevel = levels + load<i32>(entry, 8) * 4;

  let value = rowsAt + f * 8;
  let rank = ranksAt + f * 4;
  for (let i = 0; i < count; i++) {
    const x = <f32>load<f64>(value);
    const xs = f32x4.splat(x);
    // from each level to the block of the next in which the value falls; its place in the last one is its rank
    let below = 0;
    for (let level = levels; level < lastLevel; level += 4) {
      below = (below << 4) + countBelow(load<i32>(level) + (below << 6), xs);
    }
    // NaN is at or below nothing
    if (x != x) below = thresholdCount;
    // two bytes of place
    store<i32>(rank, first + (below << 1));
    value += featureCount * 8;
    rank += featureCount * 4;
  }
}

/** How many of a block of 16 ascending numbers are below the value, without a branch. */
// @ts-ignore: decorator
@inline
function countBelow(block: i32, x: v128): i32 {
  const low = i16x8.narrow_i32x4_s(f32x4.gt(x, v128.load(block, 0)), f32x4.gt(x, v128.load(block, 16)));
  const high = i16x8.narrow_i32x4_s(f32x4.gt(x, v128.load(block, 32)), f32x4.gt(x, v128.load(block, 48)));
  return popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
}

/** Adds the values of the leaves where rows end, of one group's units, to the totals of all rows. */
function sweepGroup(group: i32, count: i32): void {
  const places = load<i32>(groupsAt + group * 8);
  const masks = load<i32>(groupsAt + group * 8, 4);
  const values = leafValuesAt + group * GROUP_UNITS * UNIT_VALUES_BYTES;
  let ranks = ranksAt;
  for (let i = 0; i < count; i++) {
    // leaves that the first feature leaves within reach, two units to a vector
    let at = masks + <i32>load<u16>(places + load<i32>(ranks));
    let m0 = v128.load(at, 0);
    let m1 = v128.load(at, 16);
    let m2 = v128.load(at, 32);
    let m3 = v128.load(at, 48);
    // and that all the others do
    const end = ranks + featureCount * 4;
    for (ranks += 4; ranks < end; ranks += 4) {
      at = masks + <i32>load<u16>(places + load<i32>(ranks));
      m0 = v128.and(m0, v128.load(at, 0));
      m1 = v128.and(m1, v128.load(at, 16));
      m2 = v128.and(m2, v128.load(at, 32));
      m3 = v128.and(m3, v128.load(at, 48));
    }
    // one bit is left of each tree; sums are exact, so they may be made in parallel
    const sum =
      (valuesOfTwo(m0, values) + valuesOfTwo(m1, values + 2 * UNIT_VALUES_BYTES)) +
      (valuesOfTwo(m2, values + 4 * UNIT_VALUES_BYTES) + valuesOfTwo(m3, values + 6 * UNIT_VALUES_BYTES));
    const total = totalsAt + i * 8;
    store<f64>(total, load<f64>(total) + sum);
  }
}

// @ts-ignore: decorator
@inline
function valuesOfTwo(masks: v128, values: i32): f64 {
  const first = <i32>ctz(i64x2.extract_lane(masks, 0));
  const second = <i32>ctz(i64x2.extract_lane(masks, 1));
  return load<f64>(values + (first << 3)) + load<f64>(values + (second << 3), UNIT_VALUES_BYTES);
}

/** Two totals to scores, step for step as `scoreOf` in contract.ts does. */
function finishTwo(at: i32): void {
  const exponent = expectedTotal == 0 ? f64x2.splat(1) : f64x2.div(v128.load(at), f64x2.splat(expectedTotal));
  const whole = f64x2.floor(f64x2.add(exponent, f64x2.splat(0.5)));
  const rest = f64x2.sub(whole, exponent);
  let power = f64x2.splat(load<f64>(seriesAt + 13 * 8));
  for (let n = 12; n >= 0; n--) {
    power = f64x2.add(f64x2.mul(power, rest), f64x2.splat(load<f64>(seriesAt + n * 8)));
  }
  // 2^-whole by its bits: the exponent field holds 1023 - whole
  const bits = i32x4.sub(i32x4.splat(1023), i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(whole), i32x4.splat(1000)));
  const halves = i64x2.shl(i64x2.extend_low_i32x4_s(bits), 52);
  v128.store(at, f64x2.mul(power, halves));
}
