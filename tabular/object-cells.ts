import { featureName } from '../contracts/feature-name.ts';

/** How labels of an observation are called as columns; they are never features. */
export const LABEL_PREFIX = 'labels.';

type Cell = readonly [name: string, text: string];

/**
 * An object as named cells: in the full or the flat form of the stream, or as `verdicts.jsonl` has them.
 *
 * Values become text, as in CSV: what a number, a time or a missing value is, is decided where cells are read.
 */
export function cellsOf(object: Record<string, unknown>): Cell[] {
  const { features } = object;
  if (typeof features !== 'object' || features === null) return flatCells(object);
  // A verdict keeps the observation's own time as `observedAt`.
  const timestamp = Object.hasOwn(object, 'verdict') ? object.observedAt : object.timestamp;
  const { source, id, labels } = object;
  const parts = Object.entries({ source, timestamp, id }).filter(([, value]) => value !== undefined);
  return [...parts.map(toCell), ...labelCells(labels), ...featureCells(features)];
}

function flatCells({ labels, ...values }: Record<string, unknown>): Cell[] {
  return [...Object.entries(values).map(toCell), ...labelCells(labels)];
}

/** Values without names are numbered, as `collect` does. */
function featureCells(features: object): Cell[] {
  if (Array.isArray(features)) return features.map((value, i) => toCell([`value_${i + 1}`, value]));
  return Object.entries(features).map(toCell);
}

function labelCells(labels: unknown): Cell[] {
  const entries = typeof labels === 'object' && labels !== null ? Object.entries(labels) : [];
  return entries.map(([name, value]) => toCell([`${LABEL_PREFIX}${name}`, value]));
}

/** Truths are 1 and 0, as on the stream. */
function toCell([name, value]: readonly [string, unknown]): Cell {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(typeof value === 'boolean' ? Number(value) : value);
  return [featureName(name), text];
}
