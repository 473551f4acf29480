import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import {
  INCIDENT_STATES,
  type IncidentHistory,
  type IncidentState,
  stateOf,
} from '../../contracts/incident-history.ts';
import { INCIDENT_TABLE, statePartitions } from '../../contracts/incident-table.ts';
import { compareSeverity, type Severity } from '../../contracts/verdict.ts';

/** Which incidents are wanted: all, where nothing is said. */
export interface IncidentFilter {
  readonly source?: string;
  readonly state?: IncidentState;
  /** Those that began no earlier, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Those that were at least so severe. */
  readonly severity?: Severity;
}

/**
 * The incidents that are wanted, those that began last first. Asks an index by source or by state, never the whole
 * table; may be a moment behind.
 */
export async function* readHistories(
  client: DynamoDBClient,
  tableName: string,
  filter: IncidentFilter,
): AsyncGenerator<IncidentHistory> {
  const { source, state, severity = 'low', sinceMs = 0 } = filter;
  const states = state ? [state] : INCIDENT_STATES;
  const [index, attribute, partitions] =
    source === undefined
      ? ([INCIDENT_TABLE.stateIndex, INCIDENT_TABLE.statePartition, states.flatMap(statePartitions)] as const)
      : ([INCIDENT_TABLE.sourceIndex, INCIDENT_TABLE.historySource, [source]] as const);
  const read = partitions.map((partition) =>
    readPartition(client, tableName, { index, attribute, partition, sinceMs }),
  );
  // An incident that changes its state meanwhile may be read in both.
  const seen = new Set<string>();
  for await (const history of newestFirst(read)) {
    if (seen.has(history.incidentId)) continue;
    seen.add(history.incidentId);
    if (state !== undefined && stateOf(history) !== state) continue;
    if (compareSeverity(history.severity, severity) >= 0) yield history;
  }
}

interface Partition {
  readonly index: string;
  readonly attribute: string;
  readonly partition: string;
  readonly sinceMs: number;
}

async function* readPartition(
  client: DynamoDBClient,
  TableName: string,
  { index, attribute, partition, sinceMs }: Partition,
): AsyncGenerator<IncidentHistory> {
  const query = {
    TableName,
    IndexName: index,
    KeyConditionExpression: '#partition = :partition AND #opened >= :since',
    ExpressionAttributeNames: { '#partition': attribute, '#opened': INCIDENT_TABLE.openedTime },
    ExpressionAttributeValues: { ':partition': { S: partition }, ':since': { N: String(sinceMs) } },
    ScanIndexForward: false,
  };
  for await (const { Items = [] } of paginateQuery({ client, pageSize: 100 }, query)) {
    for (const item of Items) yield JSON.parse(item[INCIDENT_TABLE.history].S!) as IncidentHistory;
  }
}

/** Merges what is each in the order of time, the newest first. */
async function* newestFirst(read: readonly AsyncGenerator<IncidentHistory>[]): AsyncGenerator<IncidentHistory> {
  const heads = await Promise.all(read.map(async (from) => ({ from, head: await from.next() })));
  for (;;) {
    const left = heads.filter(({ head }) => !head.done);
    if (left.length === 0) return;
    const newest = left.reduce((a, b) => (openedOf(b.head) > openedOf(a.head) ? b : a));
    yield newest.head.value;
    newest.head = await newest.from.next();
  }
}

function openedOf({ value }: IteratorResult<IncidentHistory>): number {
  return (value as IncidentHistory).openedAtMs;
}
