import { bumpAllocator, instantiateKernel } from '../runtime.ts';
import {
  type LeafValuedTrees,
  POWER_SERIES,
  type RowScorer,
  type TableScorer,
  type ThresholdRanks,
} from './contract.ts';
import { QUICKSCORER_KERNEL_BASE64 } from './module.ts';
import { GROUP_UNITS, type MaskTables, maskTables, tableBytes } from './tables.ts';

/** Rows worked on at a time: their ranks, and the masks of one group of units, stay in the second cache. */
const BLOCK = 1024;

/** Thresholds that a value is compared with at a time. */
const SEARCH_BLOCK = 16;

/**
 * What the kernel is told of a feature: three numbers and the places of up to five levels, enough for a million
 * thresholds.
 */
const FEATURE_NUMBERS = 8;

/**
 * Beyond these blocked traversal is as fast even for few rows, or the tables cost a small server more than they give.
 */
const LIMITS = { features: 128, tableBytes: 16 * 1024 * 1024 };

/**
 * Makes the scorer in WebAssembly SIMD: bit for bit like `twin.ts`, and many times as fast.
 *
 * Its work grows with the number of features, and its tables with the trees.
 * Cost: O(rows * trees * features), without a branch that depends on data; some 400 kB of tables for 100 trees of 256
 * rows.
 *
 * @param ranks of the trees' thresholds
 * @returns undefined for trees that it does not suit: of more features, or larger tables, than the limits allow
 * @see Lucchese et al. (2015), QuickScorer, SIGIR.
 */
export function quickScorer(
  trees: LeafValuedTrees,
  ranks: ThresholdRanks,
  limits: { readonly features: number; readonly tableBytes: number } = LIMITS,
): TableScorer | undefined {
  const { featureCount } = trees;
  const tables = featureCount > limits.features ? undefined : maskTables(trees, ranks, limits.tableBytes);
  if (!tables) return undefined;
  const { kernel, rows: rowsIn, scores } = startKernel(trees, ranks, tables);

  const score: RowScorer = (rows, count, out) => {
    for (let from = 0; from < count; from += BLOCK) {
      const blockCount = Math.min(BLOCK, count - from);
      rowsIn.set(rows.subarray(from * featureCount, (from + blockCount) * featureCount));
      kernel.scoreBlock(blockCount);
      out.set(blockCount === BLOCK ? scores : scores.subarray(0, blockCount), from);
    }
  };
  return { score, tableBytes: tableBytes(tables.first, tables.groupStarts) };
}

/** What `assembly.ts` exports; all places are bytes from the start of memory. */
interface QuickScorerKernel {
  configure(
    featureCount: number,
    groupCount: number,
    expectedTotal: number,
    featuresAt: number,
    groupsAt: number,
    leafValuesAt: number,
    seriesAt: number,
    rowsAt: number,
    ranksAt: number,
    totalsAt: number,
  ): void;
  scoreBlock(count: number): void;
}

/** Lays the tables out in a new memory, and tells the kernel where. */
function startKernel(trees: LeafValuedTrees, ranks: ThresholdRanks, tables: MaskTables) {
  const { featureCount, expectedTotal } = trees;
  const { first, places, groupStarts, masks, leafValues } = tables;
  const groupCount = groupStarts.length - 1;
  const searches = Array.from({ length: featureCount }, (_, f) =>
    searchLevels(ranks.thresholds.subarray(ranks.starts[f], ranks.starts[f + 1])),
  );

  const { allocate, allocatedBytes } = bumpAllocator();
  const featuresAt = allocate(featureCount * FEATURE_NUMBERS * 4);
  const groupsAt = allocate(groupCount * 8);
  const seriesAt = allocate(POWER_SERIES.byteLength);
  const levelsAt = searches.map((levels) => levels.map(({ byteLength }) => allocate(byteLength)));
  const leafValuesAt = allocate(leafValues.byteLength);
  const rowsAt = allocate(BLOCK * featureCount * 8);
  const ranksAt = allocate(BLOCK * featureCount * 4);
  const totalsAt = allocate(BLOCK * 8);
  const placesAt = allocate(places.byteLength);
  const masksAt = allocate(masks.byteLength);

  const { kernel, buffer } = instantiateKernel<QuickScorerKernel>(QUICKSCORER_KERNEL_BASE64, allocatedBytes());
  new Float64Array(buffer, seriesAt).set(POWER_SERIES);
  new Float64Array(buffer, leafValuesAt).set(leafValues);
  new Uint16Array(buffer, placesAt).set(places);
  new Uint32Array(buffer, masksAt).set(masks);
  const features = new Int32Array(buffer, featuresAt);
  for (const [f, levels] of searches.entries()) {
    const thresholdCount = ranks.starts[f + 1] - ranks.starts[f];
    features.set([first[f] * 2, thresholdCount, levels.length, ...levelsAt[f]], f * FEATURE_NUMBERS);
    for (const [l, level] of levels.entries()) new Float32Array(buffer, levelsAt[f][l]).set(level);
  }
  const groups = new Int32Array(buffer, groupsAt);
  for (let g = 0; g < groupCount; g++) {
    groups.set([placesAt + g * first[featureCount] * 2, masksAt + groupStarts[g] * GROUP_UNITS * 8], g * 2);
  }

  kernel.configure(
    featureCount,
    groupCount,
    expectedTotal,
    featuresAt,
    groupsAt,
    leafValuesAt,
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

/**
 * A feature's thresholds as levels of blocks of 16, the last of which holds them all. Each number of a level is the
 * largest of a block of the next, so that as many blocks lie wholly below a value as it has numbers below the value.
 */
function searchLevels(thresholds: Float32Array): Float32Array[] {
  // infinity is never below: at least one at the end keeps a search in the last block
  const padded = new Float32Array(SEARCH_BLOCK * (Math.floor(thresholds.length / SEARCH_BLOCK) + 1)).fill(Infinity);
  padded.set(thresholds);
  const levels = [padded];
  while (levels[0].length > SEARCH_BLOCK) {
    const largest = levels[0].filter((_, i) => i % SEARCH_BLOCK === SEARCH_BLOCK - 1);
    const level = new Float32Array(SEARCH_BLOCK * Math.ceil(largest.length / SEARCH_BLOCK)).fill(Infinity);
    level.set(largest);
    levels.unshift(level);
  }
  return levels;
}
