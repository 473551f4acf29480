import { shareWithNoise, type UncertainShare } from '../../model/counting-noise.ts';
import type { TrainingSummary } from '../../model/model.ts';

/** Beyond the noise of counting, so much more or less than at training says that the data are others. */
const MOVED = 1.5;

/** Rows that were judged, and how many of them are anomalous. */
export interface FlaggedRows {
  readonly rows: number;
  readonly anomalous: number;
}

/**
 * Says what share was asked for at training and what came: `asked for 0.1 %, got 10.5 %: the data have moved; ...`.
 *
 * @param usual of those that are labelled as usual, where there are labels: their share says whether the data have
 *   moved
 * @returns '' where the model does not say, or there are no rows
 */
export function budgetSentence(training: TrainingSummary, got: FlaggedRows, usual?: FlaggedRows): string {
  const asked = askedWords(training);
  if (asked === '' || got.rows === 0) return '';
  const isTold = usual !== undefined && usual.rows > 0 && usual.rows < got.rows;
  const came = `got ${percent(got)}${isTold ? `, and ${percent(usual)} of the usual rows` : ''}`;
  const compared = isTold ? usual : got;
  const now = shareWithNoise(compared.anomalous, compared.rows);
  const then = atTraining(training, isTold);
  if (now.low > MOVED * then.high) {
    return `${asked}, ${came}: the data have moved; train again on rows of now (README.md, Retraining), or move the threshold (npm run threshold)`;
  }
  const isLess = !isTold && MOVED * now.high < then.low;
  return `${asked}, ${came}${isLess ? ': less than at training; a lower threshold would notice more' : ''}`;
}

/** '' where nothing is known of what was asked for, nor of what was there. */
function askedWords({ askedShare, anomalousShare, ...training }: TrainingSummary): string {
  const trimmed = trimmedOf(training);
  const beside = trimmed.rows > 0 ? ` beside the ${percentOf(trimmed.share)} left out of training` : '';
  if (askedShare !== undefined) return `asked for ${percentOf(askedShare)}${beside}`;
  return anomalousShare === undefined ? '' : `training had ${percentOf(anomalousShare)} above the threshold${beside}`;
}

/**
 * The share of rows like those of the training that is strange, and its noise.
 *
 * @param isUsual whether of the usual rows alone: those that were trimmed come again, too
 */
function atTraining(training: TrainingSummary, isUsual: boolean): Pick<UncertainShare, 'low' | 'high'> {
  const { askedShare = Number.NaN, anomalousShare, rows, thresholdRows } = training;
  const counted = thresholdRows ?? rows;
  // of a model that was trained elsewhere
  if (anomalousShare === undefined || counted === undefined) return { low: askedShare, high: askedShare };
  const above = Math.round(anomalousShare * counted);
  const trimmed = isUsual ? 0 : trimmedOf(training).rows;
  return shareWithNoise(above + trimmed, counted + trimmed);
}

/** What was left out of training for being strange, where the threshold goes by what remained. */
function trimmedOf({ rows = 0, trimmedRows = 0, thresholdRows }: Partial<TrainingSummary>) {
  if (thresholdRows !== undefined || trimmedRows === 0) return { rows: 0, share: 0 };
  return { rows: trimmedRows, share: trimmedRows / (rows + trimmedRows) };
}

function percent({ rows, anomalous }: FlaggedRows): string {
  return percentOf(anomalous / rows);
}

function percentOf(share: number): string {
  return `${(100 * share).toLocaleString('en', { maximumSignificantDigits: 3 })} %`;
}
