import { type RowScorer, scoreOf, type ThresholdRanks } from '../../../kernels/quickscorer/contract.ts';
import { referenceScorer } from '../../../kernels/quickscorer/twin.ts';
import type { ScoringForest } from '../scoring-forest.ts';
import { countBelowEach, thresholdRanks } from './threshold-ranks.ts';
import { type TraversalTables, traversalTables } from './traversal-tables.ts';

/**
 * Where the parts of a node's 32 bits begin: from the highest its left child, the rank of its threshold, its column.
 */
const CHILD_SHIFT = 22;
const RANK_SHIFT = 10;
const COLUMN_MASK = 2 ** RANK_SHIFT - 1;

/**
 * Rows that walk side by side: enough that the processor seldom waits for a node. As many are written out in
 * `walkTrees`, and values in `countBelowEach`.
 */
const ABREAST = 8;

/**
 * Rows worked on at a time, at most and a multiple of eight: their ranks and sums, and one tree, stay in the fastest
 * cache.
 */
const MOST_ROWS = 256;

/**
 * Where a row's ranks begin, in these bits: eight rows of the most columns that a node can name have room, and more.
 */
const ROW_MASK = 2 ** 15 - 1;

/**
 * Rows of a block with a number for each column: the value's rank in it, where a node has its own. And the tree that is
 * walked.
 *
 * One of each for all scorers, as none leaves anything in them that matters: where a load reads an array that a module
 * holds for good and does not export, V8 compiles its place and length in, and the load takes half the instructions.
 * The same for the constants above.
 */
const RANKS = new Int32Array(ROW_MASK + 1 + COLUMN_MASK);
const TREE = new Int32Array(2 ** (32 - CHILD_SHIFT));
const TOTALS = new Float64Array(MOST_ROWS);
const VALUES = new Float32Array(MOST_ROWS);
const PLACES = new Int32Array(MOST_ROWS);

/**
 * Makes the scorer in plain TypeScript that is fastest for blocks of rows: the same bits as the reference scorer.
 *
 * A block of rows walks one tree after the other, eight rows abreast and without a branch that depends on data: values
 * are first replaced by their ranks among the thresholds, and where a row turns is then one subtraction. A forest that
 * does not fit the bits of a node (a tree of more than 1024 nodes, more than 1024 columns) is left to the reference
 * scorer.
 *
 * Cost: O(rows * trees * depth).
 */
export function blockedTraversal(forest: ScoringForest, ranks: ThresholdRanks = thresholdRanks(forest)): RowScorer {
  const tables = traversalTables(forest, ranks, { childShift: CHILD_SHIFT, rankShift: RANK_SHIFT });
  if (!tables) return referenceScorer(forest);
  const { featureCount, expectedTotal } = forest;
  const columnCount = tables.firstColumn[featureCount];
  const blockRows = Math.min(MOST_ROWS, (ROW_MASK + 1) / columnCount);
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

/**
 * Fills `RANKS` for rows from `from` on, and for as many more as fill up the last that walk abreast, whatever they
 * rank.
 */
function rankRows(
  { ranks, firstColumn, mostRank }: TraversalTables,
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
        RANKS[i * columnCount + column] = rank << RANK_SHIFT;
      }
    }
  }
}

/** Adds the path lengths of the rows in `RANKS` to `TOTALS`. */
function walkTrees({ roots, depths, nodes, pathLength }: TraversalTables, columnCount: number, count: number): void {
  // named outside of the loops: inside, V8 meets the name before it knows that it stands for a constant
  const ranks = RANKS;
  const totals = TOTALS;
  const tree = TREE;
  for (let t = 0; t < depths.length; t++) {
    const root = roots[t];
    const depth = depths[t];
    for (let at = root; at < roots[t + 1]; at++) tree[at - root] = nodes[at];
    const rootNode = tree[0];
    const rootColumn = rootNode & COLUMN_MASK;
    for (let i = 0; i < count; i += ABREAST) {
      const rowA = (i * columnCount) & ROW_MASK;
      const rowB = (rowA + columnCount) & ROW_MASK;
      const rowC = (rowB + columnCount) & ROW_MASK;
      const rowD = (rowC + columnCount) & ROW_MASK;
      const rowE = (rowD + columnCount) & ROW_MASK;
      const rowF = (rowE + columnCount) & ROW_MASK;
      const rowG = (rowF + columnCount) & ROW_MASK;
      const rowH = (rowG + columnCount) & ROW_MASK;
      // a rank that is greater than the node's borrows one from the left child, and the row goes right
      let a = (rootNode - ranks[rowA + rootColumn]) >>> CHILD_SHIFT;
      let b = (rootNode - ranks[rowB + rootColumn]) >>> CHILD_SHIFT;
      let c = (rootNode - ranks[rowC + rootColumn]) >>> CHILD_SHIFT;
      let d = (rootNode - ranks[rowD + rootColumn]) >>> CHILD_SHIFT;
      let e = (rootNode - ranks[rowE + rootColumn]) >>> CHILD_SHIFT;
      let f = (rootNode - ranks[rowF + rootColumn]) >>> CHILD_SHIFT;
      let g = (rootNode - ranks[rowG + rootColumn]) >>> CHILD_SHIFT;
      let h = (rootNode - ranks[rowH + rootColumn]) >>> CHILD_SHIFT;
      for (let step = 1; step < depth; step++) {
        const nodeA = tree[a];
        const nodeB = tree[b];
        const nodeC = tree[c];
        const nodeD = tree[d];
        const nodeE = tree[e];
        const nodeF = tree[f];
        const nodeG = tree[g];
        const nodeH = tree[h];
        a = (nodeA - ranks[rowA + (nodeA & COLUMN_MASK)]) >>> CHILD_SHIFT;
        b = (nodeB - ranks[rowB + (nodeB & COLUMN_MASK)]) >>> CHILD_SHIFT;
        c = (nodeC - ranks[rowC + (nodeC & COLUMN_MASK)]) >>> CHILD_SHIFT;
        d = (nodeD - ranks[rowD + (nodeD & COLUMN_MASK)]) >>> CHILD_SHIFT;
        e = (nodeE - ranks[rowE + (nodeE & COLUMN_MASK)]) >>> CHILD_SHIFT;
        f = (nodeF - ranks[rowF + (nodeF & COLUMN_MASK)]) >>> CHILD_SHIFT;
        g = (nodeG - ranks[rowG + (nodeG & COLUMN_MASK)]) >>> CHILD_SHIFT;
        h = (nodeH - ranks[rowH + (nodeH & COLUMN_MASK)]) >>> CHILD_SHIFT;
      }
      totals[i] += pathLength[root + a];
      totals[i + 1] += pathLength[root + b];
      totals[i + 2] += pathLength[root + c];
      totals[i + 3] += pathLength[root + d];
      totals[i + 4] += pathLength[root + e];
      totals[i + 5] += pathLength[root + f];
      totals[i + 6] += pathLength[root + g];
      totals[i + 7] += pathLength[root + h];
    }
  }
}
