import type { Ranking } from '../../report/ranking.ts';
import { plainTable } from '../cli/plain-table.ts';
import type { Confusion, Quality } from './quality.ts';

/** Budgets that people ask about, as shares of the rows. */
const OTHER_SHARES = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1];

/** Figures for people: as the model judges, and what other budgets would give. */
export function evaluationTable(quality: Quality, asJudged: Confusion, { measure, threshold }: Ranking): string {
  const others = OTHER_SHARES.map(
    (share) => [`top ${100 * share} %`, quality.at(quality.thresholdAbove(share))] as const,
  );
  const lines = [["the model's", { ...asJudged, threshold }] as const, ...others].map(([name, figures]) => {
    const { threshold, truePositives, falsePositives, precision, recall, f1 } = figures;
    const flagged = (truePositives + falsePositives).toLocaleString('en');
    return [name, threshold.toFixed(4), flagged, ...[precision, recall, f1].map(figureText)];
  });
  const { rows, anomalies, rocAuc, averagePrecision } = quality;
  return [
    `${rows.toLocaleString('en')} rows, ${anomalies.toLocaleString('en')} labelled as anomalies`,
    `ROC AUC ${areaText(rocAuc)}, average precision ${areaText(averagePrecision)}`,
    plainTable(lines, ['', `${measure} above`, 'flagged', 'precision', 'recall', 'F1']),
  ].join('\n');
}

/** Figures for machines; null where one is undefined. */
export function evaluationJson(quality: Quality, asJudged: Confusion): Record<string, number | null> {
  const { rows, anomalies, rocAuc, averagePrecision } = quality;
  const { threshold, precision, recall, f1 } = asJudged;
  const figures = { rocAuc, averagePrecision, precision, recall, f1, threshold, rows, anomalies };
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}

function areaText(area: number): string {
  return `${figureText(area)}${Number.isNaN(area) ? ' (it needs both anomalies and usual rows)' : ''}`;
}

function figureText(figure: number): string {
  return Number.isNaN(figure) ? 'undefined' : figure.toFixed(3);
}
