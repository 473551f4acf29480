import type { TextTable } from '../report-table.ts';

/**
 * What others published of NAB, standard profile, low FP, low FN: on all 58 files by the leaderboard of numenta/NAB and
 * its papers, and what their published scores reach on the 28 files that this bench is given.
 */
const NAB: readonly (readonly [detector: string, all: readonly number[], some: readonly number[]])[] = [
  ['ARTime', [74.9, 65.1, 80.4], [76.24, 66.43, 81.86]],
  ['Numenta HTM', [70.1, 63.1, 74.3], [65.78, 58.15, 70.29]],
  ['CAD OSE', [69.9, 67.0, 73.2], [63.87, 60.81, 67.29]],
  ['earthgecko Skyline', [58.2, 46.2, 63.9], [54.16, 38.3, 60.82]],
  ['KNN CAD', [58.0, 43.4, 64.8], [55.42, 34.6, 64.53]],
  ['Relative Entropy', [54.6, 47.6, 58.8], [55.55, 48.04, 60.03]],
  ['Random Cut Forest', [51.7, 38.4, 59.7], [44.23, 34.49, 54.3]],
  ['Twitter ADVec', [47.1, 33.6, 53.5], [48.32, 28.8, 56.35]],
  ['Windowed Gaussian', [39.6, 20.9, 47.4], [33.89, 11.36, 42.97]],
  ['Etsy Skyline', [35.7, 27.1, 44.5], [29.5, 20.35, 36.18]],
  ['Bayesian Changepoint', [17.7, 3.2, 32.2], [1.59, 0.45, 15.28]],
  ['EXPoSE', [16.4, 3.2, 26.9], [20.32, 9.33, 30.11]],
];

/** The table of them, ours on the same 28 files first. @param ours standard, low FP, low FN */
export function publishedTable(ours: readonly string[]): TextTable {
  const text = (scores: readonly number[]) => scores.map((score) => score.toFixed(1)).join(' / ');
  return {
    head: ['detector', 'these 28 files', 'all 58 files'],
    rows: [['Weir', ours.join(' / '), ''], ...NAB.map(([detector, all, some]) => [detector, text(some), text(all)])],
  };
}
