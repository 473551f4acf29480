import type { Curve } from './page/page-data.ts';
import { type ReportQuality, type ReportRows, TRUTH } from './report-data.ts';

const MAX_POINTS = 300;

/**
 * Precision over recall for every threshold at which recall grows, thinned to a few hundred points.
 * Rows of equal score are taken together, because no threshold can part them.
 */
export function precisionRecallCurve(rows: ReportRows, here: ReportQuality): Curve | undefined {
  const { truth, score } = rows;
  if (!truth) return undefined;
  const labelled = Uint32Array.from({ length: rows.count }, (_, row) => row).filter(
    (row) => truth[row] !== TRUTH.unknown && !Number.isNaN(score[row]),
  );
  const strangest = labelled.sort((a, b) => score[b] - score[a]);
  const positives = labelled.reduce((sum, row) => sum + (truth[row] === TRUTH.strange ? 1 : 0), 0);
  if (positives === 0) return undefined;

  const recall: number[] = [];
  const precision: number[] = [];
  let hits = 0;
  for (let i = 0; i < strangest.length; i++) {
    if (truth[strangest[i]] === TRUTH.strange) hits++;
    if (score[strangest[i]] === score[strangest[i + 1] ?? -1]) continue;
    const reached = hits / positives;
    const step = reached - (recall.at(-1) ?? 0);
    if (step === 0 || (step < 1 / MAX_POINTS && reached < 1)) continue;
    recall.push(reached);
    precision.push(hits / (i + 1));
  }
  const flagged = here.truePositives + here.falsePositives;
  return { recall, precision, here: flagged > 0 ? { recall: here.recall, precision: here.precision } : undefined };
}
