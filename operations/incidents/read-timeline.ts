import { type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { type IncidentHistory, lastActs, type TimelineEntry } from '../../contracts/incident-history.ts';
import { historyKey, INCIDENT_TABLE, incidentKey } from '../../contracts/incident-table.ts';
import type { OpenIncident } from '../../incidents/incident-item.ts';

/** One incident with all that is known of it. */
export interface IncidentTimeline {
  readonly history: IncidentHistory;
  /** In the order of time. */
  readonly entries: readonly TimelineEntry[];
  /** How many anomalies were counted by now; absent where the incident is over. */
  readonly anomaliesNow?: number;
}

/** Reads one incident; undefined where nothing is known of it. */
export async function readTimeline(
  client: DynamoDBClient,
  tableName: string,
  incidentId: string,
): Promise<IncidentTimeline | undefined> {
  const { pk } = historyKey(incidentId);
  const query = {
    TableName: tableName,
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': INCIDENT_TABLE.partitionKey },
    ExpressionAttributeValues: { ':pk': { S: pk } },
    ConsistentRead: true,
  };
  let history: IncidentHistory | undefined;
  const entries: TimelineEntry[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const item of Items) {
      if (item[INCIDENT_TABLE.history]) history = JSON.parse(item[INCIDENT_TABLE.history].S!);
      if (item.entry) entries.push(JSON.parse(item.entry.S!));
    }
  }
  if (!history) return undefined;
  const anomaliesNow = await countNow(client, tableName, history);
  return {
    history,
    entries: withLastActs(entries, history).sort((a, b) => a.atMs - b.atMs),
    ...(anomaliesNow !== undefined && { anomaliesNow }),
  };
}

/** Who did the last died before its line was written: what is known has it. */
function withLastActs(entries: readonly TimelineEntry[], history: IncidentHistory): TimelineEntry[] {
  const written = new Set(entries.map((entry) => (entry.what === 'act' ? JSON.stringify(entry.act) : '')));
  const missing = lastActs(history).filter((act) => !written.has(JSON.stringify(act)));
  return [...entries, ...missing.map((act) => ({ what: 'act', atMs: act.atMs, act }) as const)];
}

async function countNow(
  client: DynamoDBClient,
  tableName: string,
  { source, incidentId }: IncidentHistory,
): Promise<number | undefined> {
  const { pk, sk } = incidentKey(source);
  const Key = { [INCIDENT_TABLE.partitionKey]: { S: pk }, [INCIDENT_TABLE.sortKey]: { S: sk } };
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  if (!Item?.incident) return undefined;
  const open = JSON.parse(Item.incident.S!) as OpenIncident;
  return open.incidentId === incidentId ? open.anomalies : undefined;
}
