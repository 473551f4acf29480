import { isMissing } from '../contracts/missing.ts';
import { isNumeric } from './parse-cell.ts';

/** How the values of a label column are read. */
export interface LabelReading {
  /** Whether a row is an anomaly; undefined when its cell is empty. */
  readonly isAnomaly: (cell: string) => boolean | undefined;
  /** For people: `1 is an anomaly, 0 usual`. */
  readonly words: string;
  /** Rows that are labelled, and those labelled as anomalies. */
  readonly labelled: number;
  readonly anomalies: number;
}

/**
 * Values that mean usual in public sets: CIC-IDS, KDD, NSL-KDD, UNSW, PyOD, scikit-learn, the Numenta benchmark, `n`
 * beside `o` for outliers in the sets of Goldstein & Uchida (2016).
 */
const USUAL_WORDS = new Set(
  ['0', 'false', 'f', 'no', 'n', 'normal', 'benign', 'inlier', 'usual', 'nominal', 'legitimate', 'legit', 'genuine']
    .concat(['ok', 'good', 'healthy', 'regular', 'background', 'non-anomaly', 'not anomaly', 'nonfraud', 'non-fraud'])
    .concat(['not fraud', 'no anomaly', 'non-attack', 'safe', 'clean']),
);
const ANOMALY_WORDS = new Set(
  ['1', 'true', 't', 'yes', 'y', 'anomaly', 'anomalous', 'abnormal', 'outlier', 'attack', 'fraud', 'fraudulent'].concat(
    ['malicious', 'malware', 'intrusion', 'fault', 'faulty', 'failure', 'bad', 'strange', 'novelty', 'o'],
  ),
);
/** Of these, every other value of the column is the name of an attack. */
const USUAL_AMONG_NAMES = new Set(['normal', 'benign', 'background', 'legitimate', 'inlier', 'nominal']);
/** More kinds of attack than any public set has; more values than this are no label. */
const MOST_VALUES = 200;
const SHOWN_VALUES = 5;

/** Counts the values of a label column, to decide at its end what they mean. */
export class LabelCounter {
  readonly #counts = new Map<string, number>();
  #tooMany = false;

  see(cell: string): void {
    if (isMissing(cell) || this.#tooMany) return;
    const word = labelWord(cell);
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    this.#tooMany = this.#counts.size > MOST_VALUES;
  }

  /**
   * What the values mean.
   *
   * @param asked the values that mean an anomaly, where they were told
   * @returns how they are read, or a sentence why they cannot be
   */
  decide(asked?: readonly string[]): LabelReading | string {
    if (this.#tooMany) return `more than ${MOST_VALUES} values are no labels`;
    const words = [...this.#counts.keys()];
    const anomalous = asked ? asked.map(labelWord) : anomalousAmong(words);
    if (anomalous === undefined) {
      const shown = words.slice(0, SHOWN_VALUES).map((word) => `'${word}'`);
      const more = words.length > SHOWN_VALUES ? ` and ${words.length - SHOWN_VALUES} more` : '';
      return `got ${shown.join(', ')}${more}, wanted 0 and 1: say which of them mean an anomaly with --anomaly-label`;
    }
    return this.#reading(new Set(anomalous));
  }

  #reading(anomalous: ReadonlySet<string>): LabelReading {
    let labelled = 0;
    let anomalies = 0;
    for (const [word, count] of this.#counts) {
      labelled += count;
      if (anomalous.has(word)) anomalies += count;
    }
    return {
      isAnomaly: (cell) => (isMissing(cell) ? undefined : anomalous.has(labelWord(cell))),
      words: inWords([...this.#counts.keys()], anomalous),
      labelled,
      anomalies,
    };
  }
}

/** A label as it is compared: `Normal.` of KDD is normal, `1.0` is 1. */
export function labelWord(cell: string): string {
  const text = cell.trim().toLowerCase();
  return isNumeric(text) ? String(Number(text)) : text.replace(/\.$/, '');
}

function anomalousAmong(words: readonly string[]): string[] | undefined {
  // scikit-learn and what follows it: -1 for outliers, 1 for inliers.
  if (words.includes('-1') && words.every((word) => word === '-1' || word === '1')) return ['-1'];
  if (words.every((word) => USUAL_WORDS.has(word) || ANOMALY_WORDS.has(word))) {
    return words.length === 0 ? ['1'] : [...ANOMALY_WORDS];
  }
  const usual = words.filter((word) => USUAL_AMONG_NAMES.has(word));
  const others = words.filter((word) => !usual.includes(word));
  const areNames = others.every((word) => !isNumeric(word) && !USUAL_WORDS.has(word));
  return usual.length === 1 && areNames ? others : undefined;
}

function inWords(words: readonly string[], anomalous: ReadonlySet<string>): string {
  const list = (some: readonly string[]) => {
    const more = some.length > SHOWN_VALUES ? ` and ${some.length - SHOWN_VALUES} more` : '';
    return some.slice(0, SHOWN_VALUES).join(', ') + more;
  };
  const strange = words.filter((word) => anomalous.has(word));
  const usual = words.filter((word) => !anomalous.has(word));
  const are = strange.length === 1 ? 'is an anomaly' : 'are anomalies';
  const parts = [
    ...(strange.length > 0 ? [`${list(strange)} ${are}`] : []),
    ...(usual.length > 0 ? [`${list(usual)} usual`] : []),
  ];
  return `${parts.join(', ')}${anomalous.has('-1') && words.includes('1') ? ', as in scikit-learn' : ''}`;
}
