import type { WeightedForest } from '../../detectors/isolation-forest/forest/scoring-forest.ts';
import { memoryPlan } from '../memory-plan.ts';
import { instantiateKernel } from '../runtime.ts';
import type { RowScorer } from './contract.ts';
import { MASK_KERNEL_BASE64 } from './module.ts';
import { SERIES } from './score-of.ts';
import { GROUP_UNITS, type MaskTables, maskTables, tableBytes } from './tables.ts';

/** Rows worked on at a time: their ranks, and the masks of one group of units, stay in the second cache. */
const BLOCK = 1024;

/** Thresholds that a value is compared with at a time. */
const SEARCH_BLOCK = 16;

/** What the kernel is told of a feature: three numbers and the places of up to five levels, enough for a million thresholds. */
const FEATURE_NUMBERS = 8;

/** Beyond these the plain scorer is as fast even for few rows, or the tables cost a small server more than they give. */
const LIMITS = { features: 128, tableBytes: 16 * 1024 * 1024 };

export interface MaskScorer {
  readonly score: RowScorer;
  /** How large the tables are that it looks masks up in. */
  readonly tableBytes: number;
}

/**
 * The scorer in WebAssembly SIMD, bit for bit like {@link walkScorer} and several times as fast; undefined for a forest that it does
 * not suit: its work grows with the number of features, and its tables with the forest.
 *
 * Cost: O(rows * trees * features), without a branch that depends on data; some 400 kB of tables for 100 trees of 256 rows.
 */
export function maskScorer(forest: WeightedForest, limits = LIMITS): MaskScorer | undefined {
  const tables = forest.featureCount > limits.features ? undefined : maskTables(forest, limits.tableBytes);
  if (!tables) return undefined;
  const { kernel, rows: rowsIn, scores } = startKernel(forest, tables);

  const score: RowScorer = (rows, count, out) => {
    for (let from = 0; from < count; from += BLOCK) {
      const blockCount = Math.min(BLOCK, count - from);
      rowsIn.set(rows.subarray(from * forest.featureCount, (from + blockCount) * forest.featureCount));
      kernel.scoreBlock(blockCount);
      out.set(blockCount === BLOCK ? scores : scores.subarray(0, blockCount), from);
    }
  };
  return { score, tableBytes: tableBytes(tables.first, tables.groupStarts) };
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
  const searches = Array.from({ length: featureCount }, (_, f) =>
    searchLevels(ranks.thresholds.subarray(ranks.starts[f], ranks.starts[f + 1])),
  );

  const reserve = memoryPlan();
  const featuresAt = reserve(featureCount * FEATURE_NUMBERS * 4);
  const groupsAt = reserve(groupCount * 8);
  const seriesAt = reserve(SERIES.byteLength);
  const levelsAt = searches.map((levels) => levels.map(({ byteLength }) => reserve(byteLength)));
  const worthAt = reserve(worth.byteLength);
  const rowsAt = reserve(BLOCK * featureCount * 8);
  const ranksAt = reserve(BLOCK * featureCount * 4);
  const totalsAt = reserve(BLOCK * 8);
  const placesAt = reserve(places.byteLength);
  const masksAt = reserve(masks.byteLength);

  const { kernel, buffer } = instantiateKernel<MaskKernel>(MASK_KERNEL_BASE64, reserve(0));
  new Float64Array(buffer, seriesAt).set(SERIES);
  new Float64Array(buffer, worthAt).set(worth);
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

/**
 * A feature's thresholds as levels of blocks of 16, the last of which holds them all. Each number of a level is the largest
 * of a block of the next, so that as many blocks lie wholly below a value as it has numbers below the value.
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
