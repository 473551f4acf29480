/**
 * The incident table's keys: generic, so that a new kind of item needs no new table. The construct makes them, the
 * functions write them, and who looks at the table from outside reads them.
 *
 * | partition key | sort key | what |
 * |---|---|---|
 * | `source#SOURCE` | `incident` | what is remembered of a source: open incident, checkpoints, pending alerts |
 * | `source#weir:no-data:SOURCE`, `source#weir:no-data` | `incident` | the silence of a source, and of many at once |
 * | `source#SOURCE` | `alert#ALERT_ID` | an alert that is due and found no room there, or that SNS refused |
 * | `record#STREAM/SHARD:SEQUENCE` | `note` | a record that gives trouble: unfinished deliveries, how far it came |
 * | `mutes` | `mute#ID` | who is not to be told of which sources until when, see `mute.ts` |
 * | `labels` | `label#INCIDENT_ID` | what a person said that an incident was, see `incident-label.ts` |
 */
export const INCIDENT_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Seconds since the epoch, DynamoDB's TTL. */
  expiry: 'expiresAt',
  /** The sparse index of what the sweeper must do: only items that have a due time are in it. */
  dueIndex: 'due',
  duePartition: 'duePartition',
  /** Milliseconds since the epoch. */
  dueTime: 'dueMs',
} as const;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const SOURCE_PREFIX = 'source#';
const ALERT_PREFIX = 'alert#';
const INCIDENT = 'incident';

/** Makes the key of a source's one item, which holds its open incident. */
export function incidentKey(source: string): ItemKey {
  return { pk: `${SOURCE_PREFIX}${source}`, sk: INCIDENT };
}

/**
 * Makes the key of an alert that is kept in an item of its own, because the incident's has no room or SNS refused it.
 */
export function keptAlertKey(source: string, alertId: string): ItemKey {
  return { pk: `${SOURCE_PREFIX}${source}`, sk: `${ALERT_PREFIX}${alertId}` };
}

/** @param record `STREAM/SHARD:SEQUENCE`, see {@link recordNameOf} */
export function recordNoteKey(record: string): ItemKey {
  return { pk: `record#${record}`, sk: 'note' };
}

/** All mutes are in one partition: one query reads them. */
export const MUTES_PARTITION = 'mutes';

/** Makes the key of a mute. */
export function muteKey(id: string): ItemKey {
  return { pk: MUTES_PARTITION, sk: `mute#${id}` };
}

/** All labels are in one partition: people give few, and one query reads them. */
export const LABELS_PARTITION = 'labels';

/** Makes the key of what a person said of an incident. */
export function labelKey(incidentId: string): ItemKey {
  return { pk: LABELS_PARTITION, sk: `label#${incidentId}` };
}

/** Names a record for good: another stream may have the same shards and sequence numbers. */
export function recordNameOf(streamName: string, shardId: string, sequenceNumber: string): string {
  return `${streamName}/${shardId}:${sequenceNumber}`;
}

/** Of an item of a source: whose it is, and which kept alert when it is one. Undefined for other kinds. */
export function sourceItemOf({ pk, sk }: ItemKey): { source: string; alertId?: string } | undefined {
  if (!pk.startsWith(SOURCE_PREFIX)) return undefined;
  const source = pk.slice(SOURCE_PREFIX.length);
  if (sk === INCIDENT) return { source };
  return sk.startsWith(ALERT_PREFIX) ? { source, alertId: sk.slice(ALERT_PREFIX.length) } : undefined;
}
