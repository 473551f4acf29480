import { DEFAULT_SOURCE_FEATURES } from '../settings/function-memory.ts';
import { FEATURES, SECONDS_PER_DAY } from './load.ts';
import { ASSUMED } from './measured.ts';
import { instanceShare, requestsOf } from './scoring-parts.ts';
import { type DailyTraffic, FILLED_TO, SHARD } from './traffic.ts';

/** Something that ends. */
export interface Limit {
  readonly what: string;
  /** How much of it the load takes, 1 is all. */
  readonly share: number;
  /** Records a day at which it is met; undefined where it does not go by their rate. */
  readonly metAtRecordsPerDay: number | undefined;
  /** What a person does then. */
  readonly remedy: string;
}

/** `shards` can be set to at most this. */
const MOST_SHARDS_SET = 200;
/**
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html us-east-1, us-west-2, eu-west-1
 */
const SHARD_QUOTA = 20_000;
/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html the usual, and what new accounts have
 */
const CONCURRENCY_QUOTA = { usual: 1000, fresh: 10 } as const;
/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html of one serverless endpoint */
const MOST_SERVERLESS = 200;

/** All limits that the load comes near to, the first that will be met first. */
export function limitsOf(traffic: DailyTraffic): Limit[] {
  const { load } = traffic;
  const byRate = (what: string, share: number, remedy: string): Limit => {
    return { what, share, metAtRecordsPerDay: share > 0 ? load.recordsPerDay / share : undefined, remedy };
  };
  return [
    ...shardLimits(traffic, byRate),
    ...functionLimits(traffic, byRate),
    ...endpointLimits(traffic, byRate),
    ...roomOf(traffic),
  ].sort((a, b) => b.share - a.share);
}

type ByRate = (what: string, share: number, remedy: string) => Limit;

function shardLimits({ filledShards, shards, settings }: DailyTraffic, byRate: ByRate): Limit[] {
  if (settings.streamArn !== undefined)
    return [byRate(`the shards of your stream, counted as ${shards}`, filledShards / shards, 'add shards')];
  if (settings.streamMode === 'on-demand') return [];
  const takes = `${SHARD.records} records and ${SHARD.bytes / 1e6} MB a second each`;
  const counted = shards === 1 ? 'the one shard' : `the ${shards} shards`;
  return [
    byRate(`${counted}: ${takes}`, filledShards / shards, 'raise shards, at most double at a time'),
    byRate(
      `shards can be set to ${MOST_SHARDS_SET}`,
      filledShards / FILLED_TO / MOST_SHARDS_SET,
      'several installations, each with a stream of its own, or streamMode on-demand',
    ),
    byRate(
      `shards of an account, ${SHARD_QUOTA}`,
      filledShards / FILLED_TO / SHARD_QUOTA,
      'ask AWS for more, or several regions',
    ),
  ];
}

/** Each shard has one batch in work at a time. */
function functionLimits({ filledShards, settings }: DailyTraffic, byRate: ByRate): Limit[] {
  const atOnce = (filledShards / FILLED_TO) * settings.parallelization;
  const { fresh, usual } = CONCURRENCY_QUOTA;
  return [
    byRate(`Lambda concurrency of a new account, ${fresh}`, atOnce / fresh, 'ask AWS for 1,000, which takes a day'),
    byRate(`Lambda concurrency, ${usual}`, atOnce / usual, 'ask AWS for more, one for each shard'),
  ];
}

function endpointLimits(traffic: DailyTraffic, byRate: ByRate): Limit[] {
  const { way, settings } = traffic;
  if (way === 'function') return [];
  if (way !== 'serverless') {
    const { endpointInstances = 1, endpointMaxInstances = endpointInstances } = settings;
    const most = Math.max(endpointInstances, endpointMaxInstances);
    const what = most === 1 ? 'the one instance' : `${most} instances`;
    return [
      byRate(
        `${what} of the endpoint`,
        instanceShare(traffic) / most,
        'raise endpointInstances, or endpointMaxInstances',
      ),
    ];
  }
  const { endpointMaxConcurrency = 5 } = settings;
  const atOnce = (requestsOf(traffic) * ASSUMED.serverlessMs) / 1000 / SECONDS_PER_DAY;
  return [
    byRate(
      `endpointMaxConcurrency, ${endpointMaxConcurrency}`,
      atOnce / endpointMaxConcurrency,
      'raise endpointMaxConcurrency',
    ),
    byRate(
      `invocations at once of a serverless endpoint, ${MOST_SERVERLESS}`,
      atOnce / MOST_SERVERLESS,
      'score in the function, or on instances',
    ),
  ];
}

function roomOf({ settings, load, shards }: DailyTraffic): Limit[] {
  if (settings.sourceState === 'off') return [];
  const { maxSourceFeatures = DEFAULT_SOURCE_FEATURES } = settings;
  return [
    {
      what: `room for ${maxSourceFeatures.toLocaleString('en-US')} features of sources in a shard`,
      share: (load.sources * FEATURES) / shards / maxSourceFeatures,
      metAtRecordsPerDay: undefined,
      remedy: 'raise maxSourceFeatures, which takes memory, or add shards',
    },
  ];
}
