import { qualityOf } from '../../scripts/scoring/quality.ts';
import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { lanesOf } from '../../streams/lanes.ts';
import { createSourceState, type SourceState } from '../../streams/source-state.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import type { Figure } from './figure.ts';
import { forestScores, laneSum, tailsOf } from './lanes.ts';

const FITTED_SHARE = 0.3;
const FLAGS = { features: ['amount'], sourceColumn: 'customer_id' };

/**
 * Card payments by customer, of whom each has few: below a hundred the streams weigh nothing, or they would spoil what
 * the forest sees of the amounts.
 */
export async function cardFigures(file: string): Promise<Figure[]> {
  const [amounts, labels, streams]: number[][] = [[], [], []];
  const states = new Map<string, SourceState>();
  const choice = await chooseColumns([file], FLAGS);
  for await (const { source = '', timestampMs = Number.NaN, values, label } of readRows(choice)) {
    const state = states.get(source) ?? createSourceState(1);
    states.set(source, state);
    const verdict = judgeAndLearn(state, { timestampMs, values });
    streams.push(laneSum(0, lanesOf(verdict)));
    amounts.push(values[0]);
    labels.push(Number(label));
  }
  const from = Math.floor(FITTED_SHARE * amounts.length);
  const forest = forestScores({ features: 1, values: Float64Array.from(amounts) }, from, 0);
  const judged = Uint8Array.from(labels.slice(from));
  const alone = rounded(qualityOf(forest.subarray(from), judged).averagePrecision);
  const both = tailsOf(forest, from).map((rarity, i) => rarity + streams[from + i]);
  const ours = rounded(qualityOf(both, judged).averagePrecision);
  const note = `${states.size} customers, forest ${alone.toFixed(3)}`;
  return [{ set: 'cards', measure: 'average precision', ours, goal: alone, note }];
}

/** To the third decimal: a rank ties what lies between two scores that are known. */
function rounded(precision: number): number {
  return Number(precision.toFixed(3));
}
