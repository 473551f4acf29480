import { calledLike } from '../../tabular/called-like.ts';
import { shellWord } from '../../tabular/shell-word.ts';

/** How many rows say nothing of how well a model does, by what they lack. */
export interface LeftOut {
  readonly unlabelled: number;
  /** Labelled, but without a value for any feature. */
  readonly empty: number;
}

/** `2 without a label, 1 without any feature`; '' when no row was left out. */
export function describeLeftOut({ unlabelled, empty }: LeftOut): string {
  return [
    ...(unlabelled > 0 ? [`${unlabelled.toLocaleString('en')} without a label`] : []),
    ...(empty > 0 ? [`${empty.toLocaleString('en')} without any feature`] : []),
  ].join(', ');
}

/**
 * Why there is nothing to compare, and what to do, when every row was left out.
 *
 * @param header where a column may be called like a label
 */
export function nothingToCompare(leftOut: LeftOut, header: readonly string[] = []): string {
  const { unlabelled, empty } = leftOut;
  if (unlabelled + empty === 0) return 'there are no rows after the header';
  if (unlabelled === 0) return 'no row has a value for any feature';
  const lacks = empty === 0 ? 'no row has a label' : `no row has a label and a feature: ${describeLeftOut(leftOut)}`;
  const like = header.find((name) => calledLike(name).label !== undefined && name !== 'label');
  const hint = like === undefined ? '' : `: --label-column ${shellWord(like)}?`;
  return `${lacks}; name the column that says 1 for anomalies and 0 for usual rows with --label-column${hint}`;
}
