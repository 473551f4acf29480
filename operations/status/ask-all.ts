import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { SNSClient } from '@aws-sdk/client-sns';
import { decodeLearningState, LEARNING_STATE_KEY, type LearningLine } from '../../contracts/learning-state.ts';
import { LOG_MESSAGES, type UnknownNameLine } from '../../contracts/log-lines.ts';
import { GIVEN_UP_PREFIX, QUARANTINE_PREFIX } from '../../contracts/quarantine.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { describeEndpoint } from '../installation/deployed-endpoint.ts';
import type { Installation } from '../installation/find-installation.ts';
import { loadJudgingModel } from '../installation/judging-model.ts';
import { readLog } from '../installation/read-log.ts';
import { givenUpAtMs } from '../quarantine/given-up.ts';
import { listKeys } from '../quarantine/list-objects.ts';
import { quarantinedObservations } from '../quarantine/quarantined-observations.ts';
import { redrivenIdentities } from '../quarantine/redriven-identities.ts';
import { summariseQuarantine } from '../quarantine/summarise-quarantine.ts';
import { endpointFinding, modelFinding } from './endpoint-finding.ts';
import { type Finding, find } from './finding.ts';
import { judgingFinding } from './judging-finding.ts';
import { lastHourFinding } from './last-hour-finding.ts';
import { learningFinding } from './learning-finding.ts';
import { type ImputedCounts, type NamesEvidence, namesFinding } from './names-finding.ts';
import { pipelineSums } from './pipeline-sums.ts';
import { quarantineFinding } from './quarantine-finding.ts';
import { listSubscriptions } from './subscriptions.ts';
import { subscriptionsFinding } from './subscriptions-finding.ts';

export interface StatusClients {
  readonly cloudWatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sageMaker: SageMakerClient;
  readonly sns: SNSClient;
}

const HOUR_MS = 3_600_000;
const RECENT_MS = 10 * 60_000;

/** All questions, asked at once, in the order in which people ask them. */
export async function askAll(installation: Installation, clients: StatusClients, nowMs: number): Promise<Finding[]> {
  const { cloudWatch, logs, s3, sageMaker, sns } = clients;
  const { endpointName, modelBucketName, quarantineBucketName: bucket } = installation;
  const model = loadJudgingModel(s3, modelBucketName, nowMs);
  const sums = pipelineSums(cloudWatch, installation, nowMs - HOUR_MS, nowMs);
  const lines = readLines(logs, installation.consumerLogGroupName, nowMs - HOUR_MS);
  return Promise.all([
    endpointName === undefined
      ? find('scoring', async () => ({ state: 'good', says: ['by the consumer function, without an endpoint'] }))
      : find('endpoint', async () => endpointFinding(await describeEndpoint(sageMaker, endpointName))),
    find('model', async () => modelFinding(await model)),
    find('judges', async () => judgingFinding(await s3ModelRegistry(modelBucketName, s3).pointer(), nowMs)),
    find('learning', async () => learningFinding(await readLearning(s3, modelBucketName), nowMs)),
    find('people', () => askWhoHears(sns, installation.alertTopicArn, 'alertEmail')),
    find('alarms', () => askWhoHears(sns, installation.operationsTopicArn, 'operationsEmail')),
    find('last hour', async () => lastHourFinding(await sums, (await lines).unavailable)),
    find('names', async () => {
      const wanted = await model.then((found) => found?.features).catch(() => undefined);
      const recent = await readImputed(logs, installation.consumerLogGroupName, nowMs);
      return namesFinding({ ...(await lines), recent, judged: (await sums).judged, ...(wanted && { wanted }) });
    }),
    find('quarantine', async () => {
      const redriven = await redrivenIdentities(s3, bucket);
      const sinceMs = nowMs - 24 * HOUR_MS;
      const ofDay = quarantinedObservations(s3, { bucket, prefix: QUARANTINE_PREFIX }, sinceMs);
      const keys = await Array.fromAsync(listKeys(s3, bucket, GIVEN_UP_PREFIX));
      const givenUp = keys.filter((key) => givenUpAtMs(key) >= sinceMs);
      return quarantineFinding(await summariseQuarantine(ofDay, redriven), givenUp.length);
    }),
  ]);
}

async function askWhoHears(sns: SNSClient, topicArn: string, setting: 'alertEmail' | 'operationsEmail') {
  return subscriptionsFinding(await listSubscriptions(sns, topicArn), topicArn, setting);
}

/** What the trainer last said; undefined where it said nothing yet. */
async function readLearning(s3: S3Client, Bucket: string): Promise<LearningLine | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: LEARNING_STATE_KEY }));
    return decodeLearningState(await Body!.transformToString())?.said;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function readLines(client: CloudWatchLogsClient, logGroupName: string, fromMs: number) {
  const unknown: NamesEvidence['unknown'][number][] = [];
  const strangers: UnknownNameLine[] = [];
  const unavailable = new Map<string, string>();
  const messages = [LOG_MESSAGES.unknownNames, LOG_MESSAGES.unknownName, LOG_MESSAGES.unavailable];
  for await (const line of readLog(client, { logGroupName, messages, fromMs })) {
    if (line.message === LOG_MESSAGES.unknownNames) unknown.push(line);
    else if (line.message === LOG_MESSAGES.unknownName) strangers.push(line);
    else if (line.message === LOG_MESSAGES.unavailable) unavailable.set(line.port, `${line.port}: ${line.reason}`);
  }
  return { unknown, strangers, unavailable: [...unavailable.values()] };
}

/** What was missing in the last batches: there are too many in an hour to read them all. */
async function readImputed(client: CloudWatchLogsClient, logGroupName: string, nowMs: number): Promise<ImputedCounts> {
  const counts: Record<string, number> = {};
  let judged = 0;
  for await (const line of readLog(client, {
    logGroupName,
    messages: [LOG_MESSAGES.batch],
    fromMs: nowMs - RECENT_MS,
  })) {
    if (line.message !== LOG_MESSAGES.batch) continue;
    judged += line.done;
    for (const [name, count] of Object.entries(line.imputed ?? {})) counts[name] = (counts[name] ?? 0) + count;
  }
  return { judged, counts };
}
