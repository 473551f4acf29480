import { type FeatureRange, varies } from './feature-ranges.ts';
import { listInWords } from './list-in-words.ts';

/** Says which features are the same in every row: how far they may vary is unknown. */
export function unvaryingCaution(
  features: readonly string[],
  ranges: readonly FeatureRange[],
  rowCount: number,
): string | undefined {
  const unvarying = features.flatMap((name, f) => (varies(ranges[f]) ? [] : [{ name, range: ranges[f] }]));
  if (unvarying.length === 0) return undefined;
  if (unvarying.length > 1) {
    const values = listInWords(unvarying.map(({ name, range }) => `${name} is ${range.low}`));
    return `${unvarying.length.toLocaleString('en')} features never vary: ${values}; which change of them is small cannot be learned from that`;
  }
  const [{ name, range }] = unvarying;
  const where = range.present < rowCount ? 'every row that has it' : 'every row';
  return `${name} is ${range.low} in ${where}; which change of it is small cannot be learned from that`;
}

/** Says which features the model does not look at. @param ends by feature, undefined where no split lies on it */
export function unsplitCaution(features: readonly string[], ends: readonly unknown[]): string | undefined {
  const unsplit = features.filter((_, f) => ends[f] === undefined);
  return unsplit.length === 0
    ? undefined
    : `no tree splits on ${listInWords(unsplit)}; no change of ${unsplit.length === 1 ? 'it' : 'them'} can be noticed`;
}

/** @throws {Error} where no feature varies, so that a model of them could never notice anything */
export function refuseUnvarying(features: readonly string[], ranges: readonly FeatureRange[]): void {
  if (ranges.some(varies)) return;
  const values = listInWords(features.map((name, f) => `${name} is ${ranges[f].low}`));
  throw new Error(
    `no feature varies: ${values} in every row, so the model could never notice anything; ` +
      'wanted rows in which at least one feature changes',
  );
}
