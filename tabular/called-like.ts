/** Names of columns that hold the truth in public sets and in people's own files. */
const LABEL_NAME =
  /^(is )?(class|label|labels|target|fraud|anomaly|anomalous|abnormal|outlier|attack|attack (cat|type)|malicious|y|y true|ground ?truth|truth|gt)$/;
/** The same as a word of a name, `attack_detected`: a column of two values is then one. */
const LABEL_WORD =
  /^(is )?normal$|(^|[^a-z])(label|fraud|anomal(y|ous)|outlier|attack|malicious|intrusion|spam|fault|faulty|failure|failed|fail|defect|defective)s?([^a-z]|$)/;
const CLOCK_NAME = /(^|[^a-z])(time|timestamp|date|datetime|unixtime|ts|epoch|seconds|elapsed|when|at)s?$/;
const ID_NAME = /^(source|device|host|machine)$|(^|[^a-z])(id|uuid|guid)$/;

/** What a column may be by its name. */
export interface CalledLike {
  /** `part`: only a word of the name is one of labels. */
  readonly label: 'whole' | 'part' | undefined;
  readonly clock: boolean;
  readonly id: boolean;
}

/** Says what a column is called like, in whatever way its words are put together: `is_anomaly`, `isAnomaly`. */
export function calledLike(name: string): CalledLike {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  const label = LABEL_NAME.test(words) ? 'whole' : LABEL_WORD.test(words) ? 'part' : undefined;
  return { label, clock: CLOCK_NAME.test(words), id: ID_NAME.test(words) };
}
