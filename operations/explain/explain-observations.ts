import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import { INCIDENT_TABLE, incidentKey } from '../../contracts/incident-table.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { Installation } from '../installation/find-installation.ts';
import { type LoggedLine, readLog } from '../installation/read-log.ts';
import { listSubscriptions } from '../status/subscriptions.ts';
import { findObservation, type ObservationLine, type Wanted } from './find-observation.ts';
import { followAlert } from './follow-alert.ts';
import type { Explanation } from './show-explanation.ts';

interface ExplainedInstallation extends Installation {
  readonly sweeperLogGroupName: string;
}

/** What explaining asks. */
export interface ExplainClients {
  readonly logs: CloudWatchLogsClient;
  readonly table: DynamoDBClient;
  readonly topic: SNSClient;
}

/** What is read of the observations that are meant: the log, or the archive as if it were one. */
export type ObservationLines = AsyncIterable<LoggedLine>;

/** The lines of an installation's log that may be about what is meant. @param fromMs how far back */
export function loggedLines(
  { consumerLogGroupName: logGroupName }: Pick<Installation, 'consumerLogGroupName'>,
  wanted: Wanted,
  fromMs: number,
  logs: CloudWatchLogsClient,
): ObservationLines {
  const messages = [LOG_MESSAGES.anomaly, LOG_MESSAGES.verdict, LOG_MESSAGES.quarantined] as const;
  // What is in quarantine has no source in its line.
  const where: Readonly<Record<string, string>> = 'source' in wanted ? { source: wanted.source } : {};
  return readLog(logs, { logGroupName, messages, where, fromMs });
}

/** An alert may be logged a moment before its observation, and clocks differ. */
const BEFORE_MS = 5 * 60_000;

/**
 * Puts together what logs and incident table know of the observations that are meant, one explanation each; none where
 * there is no line.
 */
export async function explainObservations(
  installation: ExplainedInstallation,
  wanted: Wanted,
  all: ObservationLines,
  clients: ExplainClients,
): Promise<readonly Explanation[]> {
  const lines = await findObservation(all, wanted);
  const explanations: Explanation[] = [];
  for (const [, deliveries] of Map.groupBy(lines, ({ identity }) => identity)) {
    explanations.push(await explainOne(deliveries, installation, clients));
  }
  return explanations;
}

async function explainOne(
  lines: readonly ObservationLine[],
  installation: ExplainedInstallation,
  { logs, table, topic }: ExplainClients,
): Promise<Explanation> {
  const [decided] = lines.flatMap((line) => ('alertId' in line && line.alertId !== undefined ? [line] : []));
  if (decided?.alertId === undefined) return { lines, subscribers: [] };
  const { alertId, source, loggedAtMs } = decided;
  const groups = { consumer: installation.consumerLogGroupName, sweeper: installation.sweeperLogGroupName };
  const alert = await followAlert(logs, groups, alertId, loggedAtMs - BEFORE_MS);
  const { confirmed } = await listSubscriptions(topic, installation.alertTopicArn);
  const isPending = await isWrittenDown(table, installation.incidentTableName, source, alertId);
  return { lines, alert, isPending, subscribers: confirmed };
}

async function isWrittenDown(client: DynamoDBClient, TableName: string, source: string, alertId: string) {
  const { pk, sk } = incidentKey(source);
  const Key = { [INCIDENT_TABLE.partitionKey]: { S: pk }, [INCIDENT_TABLE.sortKey]: { S: sk } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item?.pending?.M?.[alertId] !== undefined;
}
