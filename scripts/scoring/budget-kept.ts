import { shareWithNoise } from '../../model/counting-noise.ts';
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
 * @param usual of those that are labelled as usual, where there are labels: their share says whether the data have moved
 * @returns '' where the model does not say, or there are no rows
 */
export function budgetSentence(
  { askedShare, anomalousShare, rows, thresholdRows }: TrainingSummary,
  got: FlaggedRows,
  usual?: FlaggedRows,
): string {
  const counted = thresholdRows ?? rows;
  if (anomalousShare === undefined || counted === undefined || got.rows === 0) return '';
  const isTold = usual !== undefined && usual.rows > 0 && usual.rows < got.rows;
  const came = `got ${percent(got)}${isTold ? `, and ${percent(usual)} of the usual rows` : ''}`;
  const asked =
    askedShare === undefined
      ? `training had ${percentOf(anomalousShare)} above the threshold`
      : `asked for ${percentOf(askedShare)}`;
  const compared = isTold ? usual : got;
  const now = shareWithNoise(compared.anomalous, compared.rows);
  const then = shareWithNoise(Math.round(anomalousShare * counted), counted);
  if (now.low > MOVED * then.high) {
    return `${asked}, ${came}: the data have moved; train again on rows of now, or move the threshold (npm run threshold)`;
  }
  const isLess = !isTold && MOVED * now.high < then.low;
  return `${asked}, ${came}${isLess ? ': less than at training; a lower threshold would notice more' : ''}`;
}

function percent({ rows, anomalous }: FlaggedRows): string {
  return percentOf(anomalous / rows);
}

function percentOf(share: number): string {
  return `${(100 * share).toLocaleString('en', { maximumSignificantDigits: 3 })} %`;
}
