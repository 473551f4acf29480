import * as z from 'zod/mini';
import { INCIDENT_TABLE, LABELS_PARTITION } from './incident-table.ts';

/** What a person may say that an incident was. */
export const LABEL_VERDICTS = ['false-alarm', 'true'] as const;

const label = z.object({
  incidentId: z.string(),
  source: z.string(),
  /** From its first anomaly to the last that is known, milliseconds since the epoch, by the observations' clock. */
  openedAtMs: z.number(),
  lastAtMs: z.number(),
  verdict: z.enum(LABEL_VERDICTS),
  /** Who said so, as AWS knows them, why, and when. */
  by: z.string(),
  why: z.string(),
  atMs: z.number(),
});

/** What a person said that an incident was. Kept for good: people give few, and changes are tried on all of them. */
export type IncidentLabel = Readonly<z.infer<typeof label>>;

/** Asks DynamoDB for all labels. */
export function labelsQuery(TableName: string) {
  return {
    TableName,
    KeyConditionExpression: '#pk = :labels',
    ExpressionAttributeNames: { '#pk': INCIDENT_TABLE.partitionKey },
    ExpressionAttributeValues: { ':labels': { S: LABELS_PARTITION } },
  };
}

/** Writes a label as JSON text. */
export function encodeLabel(value: IncidentLabel): string {
  return JSON.stringify(z.parse(label, value));
}

/** Reads what {@link encodeLabel} wrote. @throws {Error} saying what is not as it was written */
export function decodeLabel(json: string): IncidentLabel {
  const parsed = z.safeParse(label, JSON.parse(json));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Error(`a label is not as it was written: ${path.join('.') || 'the document'}: ${message}`);
}
