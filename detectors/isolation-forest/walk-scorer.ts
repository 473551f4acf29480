import type { RowScorer } from './row-scorer.ts';
import { scoreOf } from './score-of.ts';
import { stepScorer } from './step-scorer.ts';
import { countBelowEach } from './threshold-ranks.ts';
import { type WalkTables, walkTables } from './walk-tables.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Where the parts of a node's 32 bits begin: from the highest its column, the rank of its threshold, its left child. */
const COLUMN_SHIFT = 22;
const RANK_SHIFT = 10;
const CHILD_MASK = 2 ** RANK_SHIFT - 1;

/**
 * Rows that walk side by side: enough that the processor seldom waits for a node, and few enough for its registers. As many are
 * written out in `walkTrees`, and values in `countBelowEach`.
 */
const ABREAST = 6;

/** Rows worked on at a time, at most and a multiple of six: their ranks and sums, and one tree, stay in the fastest cache. */
const MOST_ROWS = 252;

/**
 * Rows of a block with a number for each column: the column and the value's rank in it, where a node has its own. Room for six rows
 * of the most columns that a node can name, and more.
 *
 * One for all scorers, as none leaves anything in it that matters: where a load reads an array that a module holds for good and does
 * not export, V8 compiles its place and length in, and the load takes half the instructions. The same for the constants above.
 */
const RANKS = new Int32Array(32768);
const TOTALS = new Float64Array(MOST_ROWS);
const VALUES = new Float32Array(MOST_ROWS);
const PLACES = new Int32Array(MOST_ROWS);

/**
 * The scorer in plain TypeScript: always there, and what every faster one is held against.
 *
 * A block of rows walks one tree after the other, six rows abreast and without a branch that depends on data: values are first
 * replaced by their ranks among the thresholds, and where a row turns is then the sign bit of a subtraction. A forest that does not
 * fit the bits of a node (a tree of more than 1024 nodes, more than 1024 columns) is walked step by step instead.
 *
 * Cost: O(rows * trees * depth).
 */
export function walkScorer(forest: WeightedForest): RowScorer {
  const tables = walkTables(forest, { columnShift: COLUMN_SHIFT, rankShift: RANK_SHIFT });
  if (!tables) return stepScorer(forest);
  const { featureCount, expectedTotal } = forest;
  const columnCount = tables.firstColumn[featureCount];
  const blockRows = Math.min(MOST_ROWS, RANKS.length / columnCount);
  const block = blockRows - (blockRows % ABREAST);

  return (rows, count, out) => {
    for (let from = 0; from < count; from += block) {
      const blockCount = Math.min(block, count - from);
      rankRows(tables, featureCount, rows, from, blockCount);
      TOTALS.fill(0);
      walkTrees(tables, columnCount, blockCount);
      for (let i = 0; i < blockCount; i++) out[from + i] = scoreOf(TOTALS[i], expectedTotal);
    }
  };
}

/** Fills `RANKS` for rows from `from` on, and for as many more as fill up the last that walk abreast, whatever they rank. */
function rankRows(
  { ranks, firstColumn, mostRank }: WalkTables,
  featureCount: number,
  rows: Float64Array,
  from: number,
  count: number,
): void {
  const filled = Math.ceil(count / ABREAST) * ABREAST;
  const columnCount = firstColumn[featureCount];
  for (let f = 0; f < featureCount; f++) {
    for (let i = 0; i < count; i++) VALUES[i] = rows[(from + i) * featureCount + f];
    countBelowEach(ranks.thresholds, ranks.starts[f], ranks.starts[f + 1], VALUES, filled, PLACES);
    for (let column = firstColumn[f]; column < firstColumn[f + 1]; column++) {
      const first = (column - firstColumn[f]) * mostRank;
      for (let i = 0; i < filled; i++) {
        const rank = Math.max(0, Math.min(mostRank, PLACES[i] - first));
        RANKS[i * columnCount + column] = (column << COLUMN_SHIFT) | (rank << RANK_SHIFT);
      }
    }
  }
}

/** Adds the path lengths of the rows in `RANKS` to `TOTALS`. */
function walkTrees({ roots, depths, nodes, pathLength }: WalkTables, columnCount: number, count: number): void {
  // named outside of the loops: inside, V8 meets the name before it knows that it stands for a constant
  const ranks = RANKS;
  const totals = TOTALS;
  for (let t = 0; t < roots.length; t++) {
    const root = roots[t];
    const depth = depths[t];
    const rootNode = nodes[root];
    const rootChild = root + (rootNode & CHILD_MASK);
    const rootColumn = rootNode >>> COLUMN_SHIFT;
    for (let i = 0; i < count; i += ABREAST) {
      const rowA = i * columnCount;
      const rowB = rowA + columnCount;
      const rowC = rowB + columnCount;
      const rowD = rowC + columnCount;
      const rowE = rowD + columnCount;
      const rowF = rowE + columnCount;
      // node and rank name the same column in their highest bits: the sign says whether the rank is greater. Then the row goes
      // right, to the sibling after the left child
      let a = rootChild + ((rootNode - ranks[rowA + rootColumn]) >>> 31);
      let b = rootChild + ((rootNode - ranks[rowB + rootColumn]) >>> 31);
      let c = rootChild + ((rootNode - ranks[rowC + rootColumn]) >>> 31);
      let d = rootChild + ((rootNode - ranks[rowD + rootColumn]) >>> 31);
      let e = rootChild + ((rootNode - ranks[rowE + rootColumn]) >>> 31);
      let f = rootChild + ((rootNode - ranks[rowF + rootColumn]) >>> 31);
      for (let step = 1; step < depth; step++) {
        const nodeA = nodes[a];
        const nodeB = nodes[b];
        const nodeC = nodes[c];
        const nodeD = nodes[d];
        const nodeE = nodes[e];
        const nodeF = nodes[f];
        a = root + (nodeA & CHILD_MASK) + ((nodeA - ranks[rowA + (nodeA >>> COLUMN_SHIFT)]) >>> 31);
        b = root + (nodeB & CHILD_MASK) + ((nodeB - ranks[rowB + (nodeB >>> COLUMN_SHIFT)]) >>> 31);
        c = root + (nodeC & CHILD_MASK) + ((nodeC - ranks[rowC + (nodeC >>> COLUMN_SHIFT)]) >>> 31);
        d = root + (nodeD & CHILD_MASK) + ((nodeD - ranks[rowD + (nodeD >>> COLUMN_SHIFT)]) >>> 31);
        e = root + (nodeE & CHILD_MASK) + ((nodeE - ranks[rowE + (nodeE >>> COLUMN_SHIFT)]) >>> 31);
        f = root + (nodeF & CHILD_MASK) + ((nodeF - ranks[rowF + (nodeF >>> COLUMN_SHIFT)]) >>> 31);
      }
      totals[i] += pathLength[a];
      totals[i + 1] += pathLength[b];
      totals[i + 2] += pathLength[c];
      totals[i + 3] += pathLength[d];
      totals[i + 4] += pathLength[e];
      totals[i + 5] += pathLength[f];
    }
  }
}
