import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type IncidentHistory, labelOf, type Resolution } from '../../contracts/incident-history.ts';
import { readHistories } from './read-histories.ts';

/** An incident of which a person said what it was. Times: ms since the epoch, by the observations' clock. */
export interface LabelledIncident {
  readonly incidentId: string;
  readonly source: string;
  readonly openedAtMs: number;
  /** Of the last anomaly that people were told of. */
  readonly lastAtMs: number;
  readonly is: Resolution;
}

/** All incidents that persons have labelled, by resolving them or beside that: the whole history is looked through. */
export async function readLabelled(client: DynamoDBClient, tableName: string): Promise<LabelledIncident[]> {
  const histories = await Array.fromAsync(readHistories(client, tableName, {}));
  return histories.flatMap((history) => labelled(history) ?? []);
}

/** What a person said of an incident, for who looks at the detector: silence of a source says nothing of that. */
export function labelled(history: IncidentHistory): LabelledIncident | undefined {
  const { incidentId, source, openedAtMs, lastAnomalyAtMs, about } = history;
  const { resolution } = labelOf(history) ?? {};
  if (about !== 'anomalies' || resolution === undefined) return undefined;
  return { incidentId, source, openedAtMs, lastAtMs: lastAnomalyAtMs, is: resolution };
}
