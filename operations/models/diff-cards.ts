import type { ModelCard } from '../../contracts/model-card.ts';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { quartiles } from './quartiles.ts';
import { numberText, percent, shareRange, sizeText, tableText } from './words.ts';

/** Features that moved least say nothing. */
const MOST_FEATURES = 20;

/** What is another in one version than in the other: a line each, and how far the values of each feature moved. */
export function diffText(a: ModelCard, b: ModelCard): string {
  if (a.model === b.model) return `both are version ${versionOfIdentity(a.model)}`;
  const [before, after] = [comparedOf(a), comparedOf(b)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const lines = names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? 'none'} -> ${after.get(name) ?? 'none'}`);
  const moved = shiftsOf(a, b);
  const table = moved.length > 0 ? ['', tableText(['feature', 'median', 'then', 'shift', 'spread'], moved)] : [];
  return [`${versionOfIdentity(a.model)} -> ${versionOfIdentity(b.model)}`, ...lines, ...table].join('\n');
}

/** What is compared, in words by name. */
function comparedOf(card: ModelCard): Map<string, string> {
  const { detector, parameters, features, rows, threshold, thresholdRule, flagged, quality } = card;
  return new Map([
    ['detector', detector],
    ...Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
    ['features', features.join(', ')],
    ['rows', rows === undefined ? 'unknown' : String(rows)],
    ['data', card.dataFingerprint.slice(0, 12)],
    ['threshold', `${numberText(threshold)} by ${thresholdRule}`],
    ['flagged', flagged ? `${percent(flagged.share)} (${shareRange(flagged)})` : 'unknown'],
    ...Object.entries(quality).map(([name, value]): [string, string] => [name, numberText(value)]),
    ['size', sizeText(card)],
  ]);
}

/**
 * How far the middle of each feature that both know moved, in interquartile ranges of the first, and how much wider its
 * values lie; those that moved furthest first.
 */
function shiftsOf(a: ModelCard, b: ModelCard): string[][] {
  const found = a.features.flatMap((name, i) => {
    const before = quartiles(a.quantiles[i]);
    const after = quartiles(b.quantiles[b.features.indexOf(name)]);
    if (!before || !after) return [];
    const range = before.threeQuarters - before.quarter;
    const medians = [before.median, after.median];
    return [{ name, medians, shift: (after.median - before.median) / range, spread: spreadOf(after) / range }];
  });
  const size = (shift: number) => (Number.isNaN(shift) ? 0 : Math.abs(shift));
  return found
    .sort((x, y) => size(y.shift) - size(x.shift))
    .slice(0, MOST_FEATURES)
    .map(({ name, medians, shift, spread }) => [
      name,
      ...medians.map(numberText),
      Number.isFinite(shift) ? `${shift < 0 ? '' : '+'}${shift.toFixed(2)} ranges` : 'half was one value',
      Number.isFinite(spread) ? `${spread.toFixed(2)} times` : 'half was one value',
    ]);
}

function spreadOf({ quarter, threeQuarters }: { readonly quarter: number; readonly threeQuarters: number }): number {
  return threeQuarters - quarter;
}
