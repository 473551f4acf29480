/** Everything that can go wrong in a run, by kind; each may be left out, or asked for alone. */
export const TROUBLES = [
  /** Single calls to services fail. */
  'calls',
  /** Services are unavailable for seconds. */
  'outages',
  /** The endpoint refuses everything with a 4xx for seconds, also while S3 is unavailable. */
  'refusals',
  /** Functions' processes die. */
  'deaths',
  /** Batches are throttled, or delivered twice. */
  'deliveries',
  /** The endpoint gets another model while batches are in flight, also between two deliveries of one. */
  'deployments',
  /** The registry has another model judge from a time on, while records flow. */
  'promotions',
  /** Entries of PutRecords are refused. */
  'puts',
  /** Shards are split, merged and resized. */
  'reshards',
  /** Careless and hostile records. */
  'hostile',
  /** KPL aggregates of several sources. */
  'aggregates',
  /** Records that end the process that decodes them. */
  'poison',
  /** Alerts of one source that SNS refuses for ever. */
  'unsendable',
  /** A webhook that answers slowly, wrongly or not at all; calls of the notifier fail with `calls` and `deaths`. */
  'channels',
  /** Records of thousands of anomalous sources. */
  'crowds',
] as const;

export type Trouble = (typeof TROUBLES)[number];

export const ALL_TROUBLES: ReadonlySet<Trouble> = new Set(TROUBLES);
