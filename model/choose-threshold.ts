import { counted } from '../contracts/counted.ts';
import type { DetectorKind } from '../detectors/detector-kind.ts';
import { DEFAULT_DETECTOR_KIND, DETECTOR_KINDS } from '../detectors/registry.ts';

/**
 * How strange is strange enough.
 *
 * `budget`: as many rows as people want to hear of, by day (needs timestamps) or as a share, by default that of the
 * detector's kind. `contamination`: the share of the training rows that is known to be anomalous. `auto`: where the
 * detector's own theory has it, 0.5 for an isolation forest; not all have.
 */
export type ThresholdRule =
  | { readonly kind: 'budget'; readonly perDay?: number; readonly share?: number }
  | { readonly kind: 'contamination'; readonly share: number }
  | { readonly kind: 'auto' };

/** Where strange begins, and how that was found. */
export interface ChosenThreshold {
  readonly threshold: number;
  /** The rule in words for people. */
  readonly description: string;
  /** How many of the scores should lie above it by its rule; absent where the rule counts none. */
  readonly askedAbove?: number;
  /** The share of the rows that was asked for, as it was asked, 0 to 1; absent likewise. */
  readonly askedShare?: number;
}

/**
 * Finds the threshold by its rule, and says the rule in words.
 *
 * @param sortedScores of the training rows, ascending
 * @param rowsPerDay of the training rows, by their own clock; undefined where they have none
 * @param kind of the detector that gave the scores
 * @param what was scored, for people
 * @throws {Error} for a share or budget out of range or below one row, a daily one without timestamps, or a rule that
 *   the kind does not have
 */
export function chooseThreshold(
  sortedScores: Float64Array,
  rule: ThresholdRule,
  rowsPerDay: number | undefined,
  kind: Pick<DetectorKind, 'title' | 'autoThreshold' | 'defaultBudgetShare'> = DEFAULT_DETECTOR_KIND,
  what = 'training row',
): ChosenThreshold {
  if (rule.kind === 'auto') {
    if (kind.autoThreshold !== undefined) return { threshold: kind.autoThreshold, description: 'auto' };
    const having = DETECTOR_KINDS.filter(({ autoThreshold }) => autoThreshold !== undefined);
    throw new Error(
      `${kind.title} has no threshold of its own; give an alert budget or a contamination, or train one that has: ` +
        having.map((each) => each.kind).join(', '),
    );
  }
  const asked = askedOf(rule, rowsPerDay);
  if (asked && isBelowOne(asked.share * sortedScores.length))
    throw new Error(tooFewRows(asked, sortedScores.length, what));
  if (asked) return { ...thresholdAbove(sortedScores, asked.share), description: asked.description };
  const { length } = sortedScores;
  const share = kind.defaultBudgetShare;
  const description = `alert budget ${percent(share)} of rows`;
  if (!isBelowOne(share * length)) return { ...thresholdAbove(sortedScores, share), description };
  // nobody asked for so few
  const oneRow = `alert budget one row, as ${percent(share)} of them is less`;
  return { ...thresholdAbove(sortedScores, 1 / length), description: oneRow };
}

/** A share of the rows, and the rule that asks for it, in words. */
interface Asked {
  readonly share: number;
  readonly description: string;
}

/** @returns undefined where it is left to the kind of detector */
function askedOf(rule: Exclude<ThresholdRule, { kind: 'auto' }>, rowsPerDay: number | undefined): Asked | undefined {
  const { share } = rule;
  if (rule.kind === 'contamination') {
    if (!(rule.share > 0 && rule.share <= 0.5)) throw new Error(`contamination must be in (0, 0.5], got ${rule.share}`);
    return { share: rule.share, description: `contamination ${rule.share}` };
  }
  const { perDay } = rule;
  if (perDay === undefined) {
    if (share === undefined) return undefined;
    if (!(share > 0 && share < 1))
      throw new Error(`the alert budget as a share of the rows must be in (0, 1), got ${share}`);
    return { share, description: `alert budget ${percent(share)} of rows` };
  }
  if (!(perDay > 0)) throw new Error(`the alert budget must be more than 0 a day, got ${perDay}`);
  if (rowsPerDay === undefined) {
    throw new Error(
      'an alert budget per day needs timestamps in the training data; name their column, or give a contamination',
    );
  }
  if (perDay >= rowsPerDay) {
    throw new Error(
      `the alert budget of ${perDay} a day is not below the ${rowsPerDay.toLocaleString('en', { maximumSignificantDigits: 3 })} rows a day of the training data`,
    );
  }
  return { share: perDay / rowsPerDay, description: `alert budget ${perDay}/day` };
}

/** 7 %, not 7.000000000000001 %. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(15))} %`;
}

/** Less than one row, but for rounding. */
function isBelowOne(rows: number): boolean {
  return rows < 1 - 1e-9;
}

/** A model that alerts some times too often is better than one that never does. */
const MOST_OVER = 5;

/**
 * Finds a threshold that the given share of the scores lies above, to the nearest row.
 *
 * It lies half way between two scores, so that no rounding elsewhere moves a row across. Equal scores stay on one side:
 * where the share would divide them, on the side that leaves a number nearer to it, or else on the lower; but rather
 * {@link MOST_OVER} times too many lie above than none. It is the highest score where none can lie above.
 */
function thresholdAbove(sortedScores: Float64Array, share: number) {
  const { length } = sortedScores;
  const askedAbove = Math.round(share * length);
  const cut = sortedScores[Math.max(0, length - 1 - askedAbove)];
  const first = sortedScores.indexOf(cut);
  const past = sortedScores.lastIndexOf(cut) + 1;
  const [aboveWithTies, above] = [length - first, length - past];
  const isNearer = aboveWithTies - askedAbove < askedAbove - above;
  const isBetterThanNone = above === 0 && aboveWithTies <= MOST_OVER * askedAbove;
  const [lower, higher] =
    first > 0 && (isNearer || isBetterThanNone)
      ? [sortedScores[first - 1], cut]
      : [cut, past < length ? sortedScores[past] : cut];
  return { threshold: (lower + higher) / 2, askedAbove, askedShare: share };
}

function tooFewRows({ share, description }: Asked, rows: number, what: string): string {
  const asked = (share * rows).toPrecision(2);
  const wanted = Math.ceil(1 / share - 1e-9).toLocaleString('en');
  return (
    `the ${description} asks for ${asked} of ${counted(rows, what)}, less than one, so no threshold of theirs ` +
    `can keep it; ask for more, or give ${wanted} rows at least`
  );
}
