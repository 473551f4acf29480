import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import type { IncidentAct, IncidentHistory } from '../../contracts/incident-history.ts';
import { INCIDENT_TABLE, joinedKey } from '../../contracts/incident-table.ts';
import { actOnIncident, isForMember, withAct } from '../../history/act-on-incident.ts';
import { dynamoDbHistory, type HistoryTableOptions } from '../../history/dynamodb-history.ts';

/** What became of an act. */
export interface ActDone {
  readonly history: IncidentHistory;
  /** Of an incident across sources: how many are part of it, and with how many the same was done. */
  readonly members?: { readonly all: number; readonly changed: number };
}

const MEMBERS_AT_ONCE = 8;

/**
 * Does with an incident what a person says, and with one across sources the same with each that is part of it, that one
 * last: who dies in between can do it again, and has done it once.
 *
 * @throws in words for that person where it makes no sense, or where the incident is not known
 */
export async function actWithMembers(
  table: HistoryTableOptions,
  incidentId: string,
  act: IncidentAct,
): Promise<ActDone> {
  const store = dynamoDbHistory(table);
  const storm = await store.read(incidentId);
  if (storm?.about !== 'storm') return { history: await actOnIncident(store, incidentId, act) };
  // What makes no sense is refused before anything is written.
  withAct(storm, act);
  const joined = await readJoined(table.client, table.tableName, incidentId);
  const limit = pLimit(MEMBERS_AT_ONCE);
  const ofMember = { ...act, stormId: incidentId };
  const changed = await Promise.all(
    joined.map((id) =>
      limit(async () => {
        const member = await store.read(id);
        if (!member || !isForMember(member, ofMember)) return 0;
        await actOnIncident(store, id, ofMember);
        return 1;
      }),
    ),
  );
  const members = { all: joined.length, changed: changed.reduce<number>((sum, each) => sum + each, 0) };
  return { history: await actOnIncident(store, incidentId, act), members };
}

async function readJoined(client: DynamoDBClient, TableName: string, stormId: string): Promise<string[]> {
  const { pk, sk: prefix } = joinedKey(stormId, '');
  const query = {
    TableName,
    KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
    ExpressionAttributeNames: { '#pk': INCIDENT_TABLE.partitionKey, '#sk': INCIDENT_TABLE.sortKey },
    ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
    ConsistentRead: true,
  };
  const pages = await Array.fromAsync(paginateQuery({ client }, query));
  return pages.flatMap(({ Items = [] }) => Items.map((item) => item[INCIDENT_TABLE.sortKey].S!.slice(prefix.length)));
}
