import type { Verdict } from '../contracts/verdict.ts';
import type { Model } from './model.ts';
import { scoreFeatures } from './score-features.ts';

/** A value for each feature, none missing. */
type PlantedRow = Readonly<Record<string, number>>;

/** So many ranges of the usual rows beyond their end. */
const BEYOND = 10;
/** Features that are tried alone: a very wide model would take long for all. */
const MOST_ALONE = 64;

/**
 * Finds a row that the model must flag: of rows in which all features, or one among usual others, lie far outside of
 * what the usual rows have, the one that it flags most surely. It follows from the model alone.
 *
 * @returns undefined where it flags none of them, which no kind of ours does that was trained on rows that differ
 */
export function canaryRow(model: Model): PlantedRow | undefined {
  const rows = plantedRows(model);
  let surest: { readonly row: PlantedRow; readonly verdict: Verdict } | undefined;
  for (const [i, judged] of scoreFeatures(model, rows, { explain: false }).entries()) {
    if (!judged.ok || !judged.value.anomalous || judged.value.imputed) continue;
    if (!surest || isSurer(judged.value, surest.verdict)) surest = { row: rows[i], verdict: judged.value };
  }
  return surest?.row;
}

function isSurer(one: Verdict, other: Verdict): boolean {
  const [a, b] = [one.surprise ?? 0, other.surprise ?? 0];
  return a === b ? one.score > other.score : a > b;
}

function plantedRows({ features, medians, reference }: Model): PlantedRow[] {
  const ends = features.map((_, i) => endsOf(reference.values, i, features.length, medians[i]));
  const usual = Object.fromEntries(features.map((name, i) => [name, medians[i]]));
  const all = (end: 'below' | 'above') => Object.fromEntries(features.map((name, i) => [name, ends[i][end]]));
  const alone = features
    .slice(0, MOST_ALONE)
    .flatMap((name, i) => [ends[i].above, ends[i].below].map((value) => ({ ...usual, [name]: value })));
  return [all('above'), all('below'), ...alone];
}

/** Far below the least and far above the largest usual value of a feature. */
function endsOf(rows: ArrayLike<number>, feature: number, width: number, median: number) {
  let [low, high] = [median, median];
  for (let at = feature; at < rows.length; at += width) {
    const value = rows[at];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const reach = BEYOND * (high - low || Math.abs(median) || 1);
  return { below: low - reach, above: high + reach };
}
