import { MASK_KERNEL_BASE64 } from './mask-kernel-module.ts';
import { GROUP_UNITS, type MaskTables, maskTables } from './mask-tables.ts';
import { SERIES } from './score-of.ts';
import type { RowScorer } from './walk-scorer.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Rows worked on at a time: their ranks, and the masks of one group of units, stay in the second cache. */
const BLOCK = 512;

/**
 * Beyond these the plain scorer is as fast, or the tables cost a small server more than they give (measured by
 * `bench/kernel-shapes.ts`).
 */
const LIMITS = { features: 128, tableBytes: 16 * 1024 * 1024 };

/**
 * The scorer in WebAssembly SIMD, bit for bit like {@link walkScorer} and several times as fast; undefined for a forest that it does
 * not suit: its work grows with the number of features, and its tables with the forest.
 *
 * Cost: O(rows * trees * features), without a branch that depends on data; some 700 kB of tables for 100 trees of 256 rows.
 */
export function maskScorer(forest: WeightedForest, limits = LIMITS): RowScorer | undefined {
  const tables = forest.featureCount > limits.features ? undefined : maskTables(forest, limits.tableBytes);
  if (!tables) return undefined;
  const { kernel, rows: rowsIn, scores } = startKernel(forest, tables);

  return (rows, count, out) => {
    for (let from = 0; from < count; from += BLOCK) {
      const blockCount = Math.min(BLOCK, count - from);
      rowsIn.set(rows.subarray(from * forest.featureCount, (from + blockCount) * forest.featureCount));
      kernel.scoreBlock(blockCount);
      out.set(blockCount === BLOCK ? scores : scores.subarray(0, blockCount), from);
    }
  };
}

/** What `assembly/mask-kernel.ts` exports; all places are bytes from the start of memory. */
interface MaskKernel {
  configure(
    featureCount: number,
    groupCount: number,
    expectedTotal: number,
    featuresAt: number,
    groupsAt: number,
    worthAt: number,
    seriesAt: number,
    rowsAt: number,
    ranksAt: number,
    totalsAt: number,
  ): void;
  scoreBlock(count: number): void;
}

/** Lays the tables out in a new memory, and tells the kernel where. */
function startKernel(forest: WeightedForest, { ranks, first, places, groupStarts, masks, worth }: MaskTables) {
  const { featureCount, expectedTotal } = forest;
  const groupCount = groupStarts.length - 1;
  const padded = padThresholds(ranks.starts, ranks.thresholds);

  // 1024: below lies what the compiler may want for itself; 64: cache lines
  let end = 1024;
  const reserve = (bytes: number) => {
    const at = end;
    end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  };
  const featuresAt = reserve(featureCount * 16);
  const groupsAt = reserve(groupCount * 8);
  const seriesAt = reserve(SERIES.byteLength);
  const thresholdsAt = reserve(padded.thresholds.byteLength);
  const worthAt = reserve(worth.byteLength);
  const rowsAt = reserve(BLOCK * featureCount * 8);
  const ranksAt = reserve(BLOCK * featureCount * 4);
  const totalsAt = reserve(BLOCK * 8);
  const placesAt = reserve(places.byteLength);
  const masksAt = reserve(masks.byteLength);

  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 65536) });
  const { buffer } = memory;
  new Float64Array(buffer, seriesAt).set(SERIES);
  new Float32Array(buffer, thresholdsAt).set(padded.thresholds);
  new Float64Array(buffer, worthAt).set(worth);
  new Uint16Array(buffer, placesAt).set(places);
  new Uint32Array(buffer, masksAt).set(masks);
  const features = new Int32Array(buffer, featuresAt);
  for (let f = 0; f < featureCount; f++) {
    const thresholdBytes = (ranks.starts[f + 1] - ranks.starts[f]) * 4;
    const paddedBytes = (padded.starts[f + 1] - padded.starts[f]) * 4;
    features.set([thresholdsAt + padded.starts[f] * 4, paddedBytes, thresholdBytes, first[f] * 2], f * 4);
  }
  const groups = new Int32Array(buffer, groupsAt);
  for (let g = 0; g < groupCount; g++) {
    groups.set([placesAt + g * first[featureCount] * 2, masksAt + groupStarts[g] * GROUP_UNITS * 8], g * 2);
  }

  const module = new WebAssembly.Module(Buffer.from(MASK_KERNEL_BASE64, 'base64'));
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as MaskKernel;
  kernel.configure(
    featureCount,
    groupCount,
    expectedTotal,
    featuresAt,
    groupsAt,
    worthAt,
    seriesAt,
    rowsAt,
    ranksAt,
    totalsAt,
  );
  return {
    kernel,
    rows: new Float64Array(buffer, rowsAt, BLOCK * featureCount),
    scores: new Float64Array(buffer, totalsAt, BLOCK),
  };
}

/** Each feature's thresholds filled up with infinity to a power of two, so that every search takes the same steps. */
function padThresholds(starts: Int32Array, thresholds: Float32Array) {
  const featureCount = starts.length - 1;
  const paddedStarts = new Int32Array(featureCount + 1);
  for (let f = 0; f < featureCount; f++) {
    // one more than there are: a search over 2^k places finds the ranks 0 to 2^k - 1
    const places = 2 ** Math.ceil(Math.log2(starts[f + 1] - starts[f] + 1));
    paddedStarts[f + 1] = paddedStarts[f] + places;
  }
  const padded = new Float32Array(paddedStarts[featureCount]).fill(Number.POSITIVE_INFINITY);
  for (let f = 0; f < featureCount; f++) padded.set(thresholds.subarray(starts[f], starts[f + 1]), paddedStarts[f]);
  return { starts: paddedStarts, thresholds: padded };
}
