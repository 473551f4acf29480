import { plainTable } from '../cli/plain-table.ts';
import type { ComparedKind } from './compare-kinds.ts';

/** The comparison for people, a line for each kind; accuracy only where there are labels. */
export function comparisonTable(compared: readonly ComparedKind[]): string {
  const isJudged = compared.some(({ quality }) => quality !== undefined);
  const accuracy = isJudged ? ['ROC AUC', 'average precision'] : [];
  const lines = compared.map(({ kind, quality, flaggedShare, trainSeconds, scoreSecondsARow, bytes }) => [
    kind,
    ...(isJudged ? [figureText(quality?.rocAuc), figureText(quality?.averagePrecision)] : []),
    `${(100 * flaggedShare).toPrecision(2)} %`,
    timeText(trainSeconds),
    timeText(scoreSecondsARow),
    `${(bytes / 1000).toFixed(0)} kB`,
  ]);
  return plainTable(lines, ['detector', ...accuracy, 'flagged', 'training', 'a row', 'folder']);
}

function figureText(figure = Number.NaN): string {
  return Number.isNaN(figure) ? 'undefined' : figure.toFixed(3);
}

/** Of two digits, which is more than one run knows. */
function timeText(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  const [value, unit] = seconds >= 1e-3 ? [seconds * 1e3, 'ms'] : [seconds * 1e6, 'us'];
  return `${Number(value.toPrecision(2))} ${unit}`;
}
