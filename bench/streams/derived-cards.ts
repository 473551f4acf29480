import type { Derivation } from '../../contracts/derive.ts';
import type { TrainingData } from '../../contracts/training-data.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import { lanesAt, withLanes } from '../../model/with-lanes.ts';
import { qualityOf } from '../../scripts/scoring/quality.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import type { Figure } from './figure.ts';

const FITTED_SHARE = 0.3;
const FLAGS = { features: ['amount'], sourceColumn: 'customer_id', labels: ['terminal_id'] };

const RATIO: Derivation = { ratio: 'amount', window: '7d' };
const RARE: Derivation = { rare: 'terminal_id' };
/** What is told and not reached for: to be frequent, or elsewhere, is no fraud here. */
const OTHERS: Derivation[] = [{ count: '1h' }, { mean: 'amount', window: '24h' }, { since: 'last' }, RARE, 'velocity'];

/**
 * Card payments by the model that `train` makes of the first 30 % of them, judged on the rest: by the amount alone, and
 * with what is derived of what the card did. No label is trained on.
 *
 * @param alone the average precision of an Isolation Forest of the amounts alone, which the best of them should beat
 */
export async function derivedCardFigures(file: string, alone: number): Promise<Figure[]> {
  const choice = await chooseColumns([file], FLAGS);
  const data = await readTrainingData(choice);
  const isFraud = (await Array.fromAsync(readRows(choice))).map(({ label }) => Number(label));
  const figures: [what: string, derive: Derivation[], goal?: number][] = [
    ['amount alone', []],
    ['and ratio_amount_7d', [RATIO], alone],
    ['and ratio_amount_7d, rare_terminal_id', [RATIO, RARE]],
    ['and count_1h, mean_amount_24h, since_last, rare_terminal_id, velocity', OTHERS],
  ];
  return figures.map(([what, derive, goal]) => {
    const known = withLanes(data, derive.length > 0 ? { derive } : {});
    const [ours, note] = [qualityOfRest(known, isFraud, false), qualityOfRest(known, isFraud, true)];
    return {
      set: 'cards',
      measure: `average precision, ${what}`,
      ours: ours.averagePrecision,
      ...(goal !== undefined && { goal }),
      note: `ROC AUC ${ours.rocAuc.toFixed(3)}; with the lanes of the stream ${note.averagePrecision.toFixed(3)}`,
    };
  });
}

function qualityOfRest({ lanes, ...data }: TrainingData, isFraud: readonly number[], withStream: boolean) {
  const width = data.features.length;
  const from = Math.floor(FITTED_SHARE * isFraud.length);
  const fitted = { features: data.features, rows: data.rows.slice(0, from * width) };
  const ofFitted = lanes && { stream: lanes.stream.slice(0, from), step: lanes.step.slice(0, from) };
  const model = trainModel(
    { ...fitted, ...(withStream && ofFitted && { lanes: ofFitted }) },
    { threshold: { kind: 'budget', share: 0.001 } },
  );
  const rows = Array.from({ length: isFraud.length - from }, (_, i) =>
    data.rows.subarray((from + i) * width, (from + i + 1) * width),
  );
  const said = withStream ? rows.map((_, i) => lanesAt(lanes, from + i)) : [];
  const scored = scoreFeatures(model, rows, { explain: false, lanes: said });
  const ranks = Float64Array.from(scored, (each) => (each.ok ? (each.value.surprise ?? each.value.score) : 0));
  return qualityOf(ranks, Uint8Array.from(isFraud.slice(from)));
}
