import type { LoggedContribution, LoggedVerdict } from '../../contracts/log-lines.ts';
import { rangeWords } from '../../contracts/readable-number.ts';

/**
 * Says the smallest change that would have made an observation usual, as far as its verdict knows it. Where the past of
 * its source leads, each leading value has a usual range, and its nearest end is the change. A model of rows knows what
 * it expected, and not from where on its score passes: there the largest contribution is named.
 */
export function usualIf({ contributions = [], lane = 'row', anomalous }: LoggedVerdict): string | undefined {
  if (!anomalous) return undefined;
  const outside = contributions.flatMap((one) => endOf(one) ?? []);
  if (lane !== 'row' && outside.length > 0) return `${outside.join(', and ')}, or less far from that`;
  const [largest] = contributions;
  if (!largest) return 'nothing is known: the verdict has no contributions';
  if (largest.expected === undefined) return `${largest.feature} were nearer to usual: it contributed most`;
  const near = Number(largest.expected.toPrecision(4));
  return `${largest.feature} were near ${near}, with the others as they are: it contributed most`;
}

/** The end of the usual range that lies next to the value; undefined where it is not outside of one. */
function endOf({ feature, observed, usual }: LoggedContribution): string | undefined {
  if (observed === undefined || !usual) return undefined;
  const { low, high } = rangeWords(observed, usual);
  if (observed > usual.high) return `${feature} were ${high} at most`;
  return observed < usual.low ? `${feature} were ${low} at least` : undefined;
}
