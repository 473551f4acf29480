import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../contracts/alert.ts';
import { ENDPOINT_OUTPUTS, partsOf, readOutputs } from '../../contracts/installation.ts';
import { encodeObservation, type NamedFeatures } from '../../contracts/observation.ts';
import { GIVEN_UP_PREFIX, QUARANTINE_PREFIX } from '../../contracts/quarantine.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { findTrainingJobRole } from '../../operations/installation/find-resource.ts';
import { type FunctionTemplate, patchFunctionSettings } from '../../scripts/cli/patch-function-settings.ts';
import { archiveSteps, UnsteadyFirehose } from './archive-steps.ts';
import { CHECKED_SECRETS, channelSteps } from './channel-steps.ts';
import { keptAlert } from './kept-alert.ts';
import { learningSteps } from './learning-steps.ts';
import { shiftedClock } from './shifted-clock.ts';
import { type SourceStateWorld, silentShardSteps, sourceStateSteps } from './source-state-steps.ts';
import { trainingJobSteps } from './training-job-steps.ts';

export interface JourneyResult {
  /** The first thing that did not happen, in words. Undefined when all did. */
  readonly missed?: string;
  /** Actions that were denied, each once. */
  readonly denied: ReadonlySet<string>;
}

/** Longer than anything here takes on a slow machine when it is allowed. */
const WAIT_AT_MOST_MS = 8_000;

/** What makes {@link withShortTimes} sweepable. */
const COOLDOWN_MS = 1_000;
/** A record that is so old when it comes may have been tried before: the consumer looks. */
const OLD_MS = 120_000;
const SEVEN_HOURS_MS = 7 * 3_600_000;
/** After that the rows of a shard are written for the first time. */
const FIRST_SAMPLE_MS = 61_000;

/** Runs the app once through everything that it does with its roles, until something does not happen. */
export async function runJourney(assemblyDir: string, logsDir: string): Promise<JourneyResult> {
  const denied = new Set<string>();
  const clock = shiftedClock(-OLD_MS);
  const firehose = new UnsteadyFirehose();
  let cloud: LocalCloud;
  try {
    cloud = await startLocalCloud({
      assemblyDir,
      logsDir,
      clock,
      secrets: CHECKED_SECRETS,
      intercept: firehose.intercept,
      onDecision: ({ allowed, permission }) => allowed || denied.add(permission.action),
    });
  } catch (error) {
    return { missed: neverStarted(String(error)), denied };
  }
  const steps = journeySteps(cloud, denied, logsDir, firehose, (ms) => clock.forward(ms));
  try {
    for (const [what, happens] of Object.entries(steps.expected)) {
      if (!(await happens())) return { missed: what, denied };
    }
    return { missed: denied.size > 0 ? 'every call is allowed' : undefined, denied };
  } finally {
    steps.end();
    await cloud.stop();
  }
}

/** What did not happen when the cloud did not come up. */
function neverStarted(error: string): string {
  if (error.includes('custom resource RegistrarSeededRules')) return 'the first rules hold';
  if (error.includes('sqs:')) return 'the queues of channels are read';
  if (error.includes('custom resource Registrar')) return 'the deployed model is registered';
  return error.includes('endpoint') ? 'the endpoint comes into service' : 'the stream is read';
}

/** What must happen, in order: each with how to make it happen and see it. */
function journeySteps(
  cloud: LocalCloud,
  denied: ReadonlySet<string>,
  logsDir: string,
  firehose: UnsteadyFirehose,
  letTimePass: (ms: number) => void,
) {
  const { environment, outputs } = cloud;
  const parts = partsOf(outputs);
  const { streamName, quarantineBucketName, incidentTableName, modelBucketName, archiveBucketName, alertTopicArn } =
    parts;
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID!,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
  };
  const client = { endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION, credentials };
  const kinesis = new KinesisClient(client);
  const s3 = new S3Client(client);
  const dynamodb = new DynamoDBClient(client);
  const sageMaker = new SageMakerClient(client);
  const sns = new SNSClient(client);
  const cloudFormation = new CloudFormationClient(client);
  const channels = channelSteps({ cloud, sns, alertTopicArn, eventually });
  const alerts: Alert['kind'][] = [];
  cloud.onAlert(({ bodies }) => alerts.push((JSON.parse(bodies.default!) as Alert).kind));

  const put = (...records: Uint8Array[]) =>
    kinesis.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: records.map((Data) => ({ PartitionKey: 'pump', Data })),
      }),
    );
  const hasObject = async (Prefix: string) => {
    const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: quarantineBucketName, Prefix }));
    return KeyCount > 0;
  };
  const items = async () => {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: incidentTableName }));
    return Items;
  };
  const nothingPending = async () => (await items()).every(({ pending }) => Object.keys(pending?.M ?? {}).length === 0);
  const hasLog = async (prefix: string) =>
    existsSync(logsDir) && readdirSync(logsDir).some((name) => name.startsWith(prefix));

  const { sourceStateTableName: tableName, sourceStateBucketName: bucketName } = parts;
  const sourceState: SourceStateWorld = {
    ...{ s3, dynamodb, tableName, bucketName, letTimePass, eventually },
    put: (bytes) => put(Buffer.from(Buffer.from(observation(0.5)).toString().padEnd(bytes))),
    isTold: (kind) => alerts.includes(kind),
    killConsumer: () => cloud.killFunction('ConsumerFunction'),
    runSchedules: () => cloud.runSchedules(),
    sweep: () => cloud.invokeFunction('Sweeper', {}),
  };

  const expected: Readonly<Record<string, () => Promise<boolean>>> = {
    'the endpoint writes its metrics': async () => !denied.has('cloudwatch:PutMetricData'),
    'the registrar writes its log': () => eventually(() => hasLog('Registrar')),
    'the container writes its log': () => eventually(() => hasLog('Endpoint')),
    'an anomaly is published': async () => {
      await put(observation(0.5), observation(1e6));
      return eventually(async () => alerts.includes('opened'));
    },
    'what was published is recorded as published': () =>
      eventually(async () => (await items()).length > 0 && (await nothingPending())),
    ...archiveSteps({
      ...{ s3, firehose, archiveBucketName, eventually },
      putOne: () => put(observation(0.5)),
    }),
    'the notifier writes its log': () => eventually(() => hasLog('Notifier')),
    ...channels,
    'the consumer writes its log': () => eventually(() => hasLog('Consumer')),
    ...silentShardSteps(sourceState),
    'a malformed observation is quarantined': async () => {
      await put(Buffer.from('{"cut'));
      return eventually(() => hasObject(QUARANTINE_PREFIX));
    },
    'what troubled a record is forgotten when it is finished': async () => {
      await put(observation(0.5));
      return eventually(async () => (await items()).every(({ sk }) => sk?.S !== 'note'));
    },
    'a batch that is given up is kept': () =>
      eventually(async () => {
        // A record that is read before the time has passed is scored: then another is put.
        await put(observation(0.5));
        letTimePass(SEVEN_HOURS_MS);
        await sleep(500);
        return hasObject(GIVEN_UP_PREFIX);
      }),
    'a silent incident is closed': async () => {
      await sleep(COOLDOWN_MS + 100);
      await cloud.runSchedules();
      return eventually(async () => (await items()).every(({ incident }) => incident === undefined));
    },
    'its end is published': () => eventually(async () => alerts.includes('closed')),
    'its end is recorded as published': () => eventually(nothingPending),
    'an alert that had no room in its item is published': async () => {
      await dynamodb.send(new PutItemCommand({ TableName: incidentTableName, Item: keptAlert() }));
      await cloud.runSchedules();
      return eventually(async () => alerts.includes('worsened'));
    },
    'and then forgotten': () => eventually(async () => (await items()).every(({ alert }) => alert === undefined)),
    'others are told of what nobody acknowledged': () =>
      eventually(async () => {
        await put(observation(0.5), observation(1e6));
        await sleep(300);
        await cloud.runSchedules();
        return (await items()).some(({ history }) => history?.S?.includes('"toldAtMs"'));
      }),
    'the sweeper writes its log': () => eventually(() => hasLog('Sweeper')),
    'a canary is found': async () => {
      await cloud.runSchedules();
      return eventually(async () => (await items()).some(({ outcome }) => outcome?.S === 'flagged'));
    },
    'the canary function writes its log': () => eventually(() => hasLog('Canary')),
    ...sourceStateSteps(sourceState),
    ...learningSteps({
      ...{ s3, modelBucketName, eventually },
      runSchedules: () => cloud.runSchedules(),
      isTold: (kind) => alerts.includes(kind),
      putLater: async () => {
        letTimePass(FIRST_SAMPLE_MS);
        await put(observation(0.5));
        await sleep(500);
      },
    }),
    ...trainingJobSteps({
      ...{ s3, sageMaker, modelBucketName, eventually, hasLog },
      ...readOutputs(ENDPOINT_OUTPUTS, outputs),
      findRole: () => findTrainingJobRole('Weir', cloudFormation),
    }),
    'the trainer writes its log': () => eventually(() => hasLog('Trainer')),
    'what looks after snapshots writes its log': () => eventually(() => hasLog('SnapshotCleaner')),
  };
  const end = () => {
    for (const each of [kinesis, s3, dynamodb, sageMaker, cloudFormation]) each.destroy();
  };
  return { expected, end };

  function observation(value: number): Uint8Array {
    const features: NamedFeatures = { feature_1: value, feature_2: value, feature_3: value };
    return encodeObservation({ source: 'pump', timestampMs: Date.now(), features });
  }
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  for (const deadlineMs = Date.now() + WAIT_AT_MOST_MS; Date.now() < deadlineMs; await sleep(50)) {
    if (await holds()) return true;
  }
  return false;
}

/**
 * The templates with times that a run does not have to wait for: a cooldown, whose own least is ten seconds, the
 * minute after which others are told, and the day for which snapshots are spared.
 */
export function withShortTimes(template: string): string {
  const changed = JSON.parse(template) as FunctionTemplate;
  patchFunctionSettings(changed, { cooldownMs: COOLDOWN_MS, escalateAfterMinutes: 1e-5 });
  patchFunctionSettings(changed, { spareMs: 1, staleAfterMs: 1 });
  return JSON.stringify(changed);
}
