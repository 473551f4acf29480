// Scores blocks of rows by leaf bit masks (Lucchese et al., QuickScorer, SIGIR 2015), in WebAssembly SIMD.
//
// AssemblyScript: `node scripts/build-kernel.ts` compiles this file into ../mask-kernel-module.ts. What lies where in memory, and why it
// gives the right leaf, is said in ../mask-tables.ts, which writes the tables; mask-scorer.ts is the caller.

/** Units in a group: their masks for one place are two cache lines. */
const GROUP_UNITS: i32 = 16;
/** Worth of a unit's 64 leaves, and of no leaf. */
const UNIT_WORTH_BYTES: i32 = 65 * 8;

let featureCount: i32 = 0;
let groupCount: i32 = 0;
let expectedTotal: f64 = 0;
let featuresAt: i32 = 0;
let groupsAt: i32 = 0;
let worthAt: i32 = 0;
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
  worth: i32,
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
  worthAt = worth;
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

/** Replaces the values of one feature by where the place of their rank stands in a group; four rows abreast. */
function rankFeature(f: i32, count: i32): void {
  // by feature: place of its thresholds, bytes of them and their padding (a power of two), bytes of them, offset of the first rank's place
  const entry = featuresAt + f * 16;
  const thresholds = load<i32>(entry);
  const paddedBytes = load<i32>(entry, 4);
  const thresholdBytes = i32x4.splat(load<i32>(entry, 8));
  const first = i32x4.splat(load<i32>(entry, 12));

  const valueStride = featureCount * 8;
  const rankStride = featureCount * 4;
  let value = rowsAt + f * 8;
  let rank = ranksAt + f * 4;
  // rows that fill up the last four are whatever was there, and are not looked at
  for (let i = 0; i < count; i += 4) {
    let x = f32x4.splat(<f32>load<f64>(value));
    x = f32x4.replace_lane(x, 1, <f32>load<f64>(value + valueStride));
    x = f32x4.replace_lane(x, 2, <f32>load<f64>(value + 2 * valueStride));
    x = f32x4.replace_lane(x, 3, <f32>load<f64>(value + 3 * valueStride));
    // a search without branches; NaN is at or below nothing, and passes the padding too
    let below = i32x4.splat(0);
    for (let half = paddedBytes >> 1; half >= 4; half >>= 1) {
      const probe = thresholds + half - 4;
      let t = v128.load32_zero(probe + i32x4.extract_lane(below, 0));
      t = v128.load32_lane(probe + i32x4.extract_lane(below, 1), t, 1);
      t = v128.load32_lane(probe + i32x4.extract_lane(below, 2), t, 2);
      t = v128.load32_lane(probe + i32x4.extract_lane(below, 3), t, 3);
      below = i32x4.add(below, v128.andnot(i32x4.splat(half), f32x4.le(x, t)));
    }
    below = i32x4.min_s(below, thresholdBytes);
    // four bytes of thresholds are a rank, and that has two bytes of place
    const offsets = i32x4.add(first, i32x4.shr_s(below, 1));
    v128.store32_lane(rank, offsets, 0);
    v128.store32_lane(rank + rankStride, offsets, 1);
    v128.store32_lane(rank + 2 * rankStride, offsets, 2);
    v128.store32_lane(rank + 3 * rankStride, offsets, 3);
    value += 4 * valueStride;
    rank += 4 * rankStride;
  }
}

/** Adds what the exit leaves of one group's units are worth to the totals of all rows. */
function sweepGroup(group: i32, count: i32): void {
  const places = load<i32>(groupsAt + group * 8);
  const masks = load<i32>(groupsAt + group * 8, 4);
  const worth = worthAt + group * GROUP_UNITS * UNIT_WORTH_BYTES;
  let ranks = ranksAt;
  for (let i = 0; i < count; i++) {
    // leaves that the first feature leaves within reach, two units to a vector
    let at = masks + (<i32>load<u16>(places + load<i32>(ranks)) << 7);
    let m0 = v128.load(at, 0);
    let m1 = v128.load(at, 16);
    let m2 = v128.load(at, 32);
    let m3 = v128.load(at, 48);
    let m4 = v128.load(at, 64);
    let m5 = v128.load(at, 80);
    let m6 = v128.load(at, 96);
    let m7 = v128.load(at, 112);
    // and that all the others do
    const end = ranks + featureCount * 4;
    for (ranks += 4; ranks < end; ranks += 4) {
      at = masks + (<i32>load<u16>(places + load<i32>(ranks)) << 7);
      m0 = v128.and(m0, v128.load(at, 0));
      m1 = v128.and(m1, v128.load(at, 16));
      m2 = v128.and(m2, v128.load(at, 32));
      m3 = v128.and(m3, v128.load(at, 48));
      m4 = v128.and(m4, v128.load(at, 64));
      m5 = v128.and(m5, v128.load(at, 80));
      m6 = v128.and(m6, v128.load(at, 96));
      m7 = v128.and(m7, v128.load(at, 112));
    }
    // one bit is left of each tree; sums are exact, so they may be made in parallel
    const sum =
      (worthOfTwo(m0, worth) + worthOfTwo(m1, worth + 2 * UNIT_WORTH_BYTES)) +
      (worthOfTwo(m2, worth + 4 * UNIT_WORTH_BYTES) + worthOfTwo(m3, worth + 6 * UNIT_WORTH_BYTES)) +
      ((worthOfTwo(m4, worth + 8 * UNIT_WORTH_BYTES) + worthOfTwo(m5, worth + 10 * UNIT_WORTH_BYTES)) +
        (worthOfTwo(m6, worth + 12 * UNIT_WORTH_BYTES) + worthOfTwo(m7, worth + 14 * UNIT_WORTH_BYTES)));
    const total = totalsAt + i * 8;
    store<f64>(total, load<f64>(total) + sum);
  }
}

// @ts-ignore: decorator
@inline
function worthOfTwo(masks: v128, worth: i32): f64 {
  const first = <i32>ctz(i64x2.extract_lane(masks, 0));
  const second = <i32>ctz(i64x2.extract_lane(masks, 1));
  return load<f64>(worth + (first << 3)) + load<f64>(worth + (second << 3), UNIT_WORTH_BYTES);
}

/** Two totals to scores, step for step as in ../score-of.ts. */
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
