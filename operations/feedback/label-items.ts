import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { decodeLabel, encodeLabel, type IncidentLabel, labelsQuery } from '../../contracts/incident-label.ts';
import { INCIDENT_TABLE, labelKey } from '../../contracts/incident-table.ts';

/** Keeps what a person said of an incident, in the place of what was said before. */
export async function putLabel(dynamodb: DynamoDBClient, TableName: string, label: IncidentLabel): Promise<void> {
  const { pk, sk } = labelKey(label.incidentId);
  const key = { [INCIDENT_TABLE.partitionKey]: { S: pk }, [INCIDENT_TABLE.sortKey]: { S: sk } };
  await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key, label: { S: encodeLabel(label) } } }));
}

/** All that persons said of incidents. */
export async function readLabels(dynamodb: DynamoDBClient, tableName: string): Promise<IncidentLabel[]> {
  const pages = await Array.fromAsync(paginateQuery({ client: dynamodb }, labelsQuery(tableName)));
  return pages.flatMap(({ Items = [] }) => Items.map(({ label }) => decodeLabel(label?.S ?? '')));
}
