import { counted } from '../../contracts/counted.ts';
import type { ComparedKind } from './compare-kinds.ts';

/** ROC AUCs that are no further apart than this count as the same: then the cheaper one is better. */
const SAME_AUC = 0.005;
/** So much average precision is too much to lose for a higher ROC AUC. */
const LOST_PRECISION = 0.01;

/**
 * Says which kind of detector to take for the data that were compared, and why.
 *
 * With labels: the highest ROC AUC, unless its average precision is lower by more than .01 than that of another one
 * that is about as high; of those that are within .005 the cheapest to score. Without them nothing here tells which one
 * finds more: the default.
 *
 * @param compared at least one, the default among them
 */
export function recommend(compared: readonly ComparedKind[], defaultKind: string): string {
  const judged = compared.filter(({ quality }) => quality && !Number.isNaN(quality.rocAuc));
  if (judged.length === 0) {
    return (
      `recommended: ${defaultKind}, the default, because nothing here says which one finds more: ` +
      'that takes rows labelled as anomalies and as usual (--label-column)'
    );
  }
  const highest = Math.max(...judged.map(aucOf));
  const near = judged.filter((each) => highest - aucOf(each) <= SAME_AUC);
  const precision = Math.max(...near.map(precisionOf));
  const good = near.filter((each) => precision - precisionOf(each) <= LOST_PRECISION);
  const [best] = good.toSorted((a, b) => a.scoreSecondsARow - b.scoreSecondsARow);
  const usual = judged.find(({ kind }) => kind === defaultKind);
  return `recommended: ${best.kind}, because ${reasonFor(best, highest, near.length)}${doubtAbout(best, usual)}`;
}

function reasonFor(best: ComparedKind, highest: number, near: number): string {
  const auc = `its ROC AUC of ${aucOf(best).toFixed(3)}`;
  if (near === 1) return `${auc} is the highest by more than ${SAME_AUC}`;
  const place = aucOf(best) === highest ? 'is the highest' : `is within ${SAME_AUC} of the highest`;
  return `${auc} ${place}, and of those about as good it is the cheapest without losing average precision`;
}

/** Few anomalies tell detectors apart only where they differ by much. */
function doubtAbout(best: ComparedKind, usual: ComparedKind | undefined): string {
  const { rocAuc: auc, anomalies, rows } = best.quality!;
  const error = aucError(auc, anomalies, rows - anomalies);
  const isTold = usual === undefined || usual === best || auc - aucOf(usual) > error;
  const alike = isTold ? '' : `, which ${usual.kind}, the default, is within`;
  return `; with ${counted(anomalies, 'anomaly', 'anomalies')} an ROC AUC is known to about ±${error.toFixed(3)}${alike}`;
}

/**
 * The standard error of an ROC AUC.
 *
 * @see Hanley & McNeil (1982), The meaning and use of the area under a receiver operating characteristic curve,
 *   Radiology 143, equation 2
 */
function aucError(auc: number, anomalies: number, usual: number): number {
  const spread = auc * (1 - auc);
  const ofAnomalies = (anomalies - 1) * (auc / (2 - auc) - auc * auc);
  const ofUsual = (usual - 1) * ((2 * auc * auc) / (1 + auc) - auc * auc);
  return Math.sqrt((spread + ofAnomalies + ofUsual) / (anomalies * usual));
}

function aucOf({ quality }: ComparedKind): number {
  return quality!.rocAuc;
}

function precisionOf({ quality }: ComparedKind): number {
  return quality!.averagePrecision;
}
