import Table from 'cli-table3';
import type { Quality } from './quality.ts';

/** Budgets that people ask about, as shares of the rows. */
const OTHER_SHARES = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1];

/** Figures for people: at the model's threshold, and what other budgets would give. */
export function evaluationTable(quality: Quality, threshold: number): string {
  const table = new Table({
    head: ['threshold', '', 'flagged', 'precision', 'recall', 'F1'],
    style: { head: [], border: [] },
  });
  const others = OTHER_SHARES.map((share) => [quality.thresholdAbove(share), `top ${100 * share} %`] as const);
  for (const [at, name] of [[threshold, "the model's"] as const, ...others]) {
    const { truePositives, falsePositives, precision, recall, f1 } = quality.at(at);
    const figures = [precision, recall, f1].map((figure) => figure.toFixed(3));
    table.push([at.toFixed(4), name, (truePositives + falsePositives).toLocaleString('en'), ...figures]);
  }
  const { rows, anomalies, rocAuc, averagePrecision } = quality;
  return [
    `${rows.toLocaleString('en')} rows, ${anomalies.toLocaleString('en')} labelled as anomalies`,
    `ROC AUC ${shown(rocAuc)}, average precision ${shown(averagePrecision)}`,
    table.toString(),
  ].join('\n');
}

/** Figures for machines; null where there is nothing to tell apart. */
export function evaluationJson(quality: Quality, threshold: number): Record<string, number | null> {
  const { rows, anomalies } = quality;
  const { precision, recall, f1 } = quality.at(threshold);
  const { rocAuc, averagePrecision } = finiteAreas(quality);
  return { rocAuc, averagePrecision, precision, recall, f1, threshold, rows, anomalies };
}

export function finiteAreas({ rocAuc, averagePrecision }: Quality) {
  const finite = (area: number) => (Number.isNaN(area) ? null : area);
  return { rocAuc: finite(rocAuc), averagePrecision: finite(averagePrecision) };
}

function shown(area: number): string {
  return Number.isNaN(area) ? 'undefined (it needs both anomalies and usual rows)' : area.toFixed(3);
}
