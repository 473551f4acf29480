import { plainTable } from '../cli/plain-table.ts';
import type { Quality } from './quality.ts';

/** Budgets that people ask about, as shares of the rows. */
const OTHER_SHARES = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1];

/** Figures for people: at the model's threshold, and what other budgets would give. */
export function evaluationTable(quality: Quality, threshold: number): string {
  const others = OTHER_SHARES.map((share) => [`top ${100 * share} %`, quality.thresholdAbove(share)] as const);
  const lines = [["the model's", threshold] as const, ...others].map(([name, at]) => {
    const { truePositives, falsePositives, precision, recall, f1 } = quality.at(at);
    const flagged = (truePositives + falsePositives).toLocaleString('en');
    return [name, at.toFixed(4), flagged, ...[precision, recall, f1].map((figure) => figure.toFixed(3))];
  });
  const { rows, anomalies, rocAuc, averagePrecision } = quality;
  return [
    `${rows.toLocaleString('en')} rows, ${anomalies.toLocaleString('en')} labelled as anomalies`,
    `ROC AUC ${shown(rocAuc)}, average precision ${shown(averagePrecision)}`,
    plainTable(lines, ['', 'threshold', 'flagged', 'precision', 'recall', 'F1']),
  ].join('\n');
}

/** Figures for machines; null where there is nothing to tell apart. */
export function evaluationJson(quality: Quality, threshold: number): Record<string, number | null> {
  const { rows, anomalies } = quality;
  const { precision, recall, f1 } = quality.at(threshold);
  const { rocAuc, averagePrecision } = finiteAreas(quality);
  return { rocAuc, averagePrecision, precision, recall, f1, threshold, rows, anomalies };
}

function finiteAreas({ rocAuc, averagePrecision }: Quality) {
  const finite = (area: number) => (Number.isNaN(area) ? null : area);
  return { rocAuc: finite(rocAuc), averagePrecision: finite(averagePrecision) };
}

function shown(area: number): string {
  return Number.isNaN(area) ? 'undefined (it needs both anomalies and usual rows)' : area.toFixed(3);
}
