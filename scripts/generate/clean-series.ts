import type { RandomDraws } from './random-draws.ts';

export const KINDS = ['linear', 'random-walk', 'exponential', 'uniform'] as const;
export type Kind = (typeof KINDS)[number];

/** The usual value of one feature of one source, asked once for each of its rows, in order. */
export type CleanSeries = (rowIndex: number) => number;

/**
 * @param featureIndex from 0
 * @param rows of the whole file: trends run over all of it
 */
export function cleanSeries(kind: Kind, featureIndex: number, rows: number, draws: RandomDraws): CleanSeries {
  const progress = (rowIndex: number) => (rows > 1 ? rowIndex / (rows - 1) : 0);
  switch (kind) {
    case 'linear':
      return (rowIndex) => (100 + 20 * featureIndex) * progress(rowIndex) + draws.normal(0, 5);
    case 'random-walk': {
      let level = 0;
      return () => {
        level += draws.normal(0.1, 1);
        return level;
      };
    }
    case 'exponential':
      return (rowIndex) => Math.exp((5 + featureIndex) * progress(rowIndex)) + draws.normal(0, 100);
    case 'uniform':
      return () => draws.uniform(0, 1);
  }
}
