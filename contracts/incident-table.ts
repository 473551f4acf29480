import { createHash } from 'node:crypto';

/**
 * The incident table's keys: generic, so that a new kind of item needs no new table. The construct makes them, the
 * functions write them, and who looks at the table from outside reads them.
 *
 * | partition key | sort key | what |
 * |---|---|---|
 * | `source#SOURCE` | `incident` | what is remembered of a source: open incident, checkpoints, pending alerts |
 * | `source#weir:no-data:SOURCE`, `source#weir:no-data` | `incident` | the silence of a source, and of many at once |
 * | `source#weir:storm` | `incident` | how many messages went out in the last minute, and what was held back |
 * | `source#SOURCE` | `alert#ALERT_ID` | an alert that is due and found no room there, or that SNS refused |
 * | `record#STREAM/SHARD:SEQUENCE` | `note` | a record that gives trouble: unfinished deliveries, how far it came |
 * | `mutes` | `mute#ID` | who is not to be told of which sources until when, see `mute.ts` |
 * | `incident#ID` | `history` | what is known of an incident, in the index of all by state and by source |
 * | `incident#ID` | `told#ALERT_ID` | an alert of it, as it was told |
 * | `incident#ID` | `ack#MS#HASH` | what a person did with it |
 * | `incident#ID` | `joined#INCIDENT_ID` | of an incident across sources: another one is part of it |
 * | `canaries` | `canary#NONCE` | a canary that was put on the stream, and what became of it, see `canary.ts` |
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
  /** The sparse indexes of histories, by state and by source, each in the order of time. */
  stateIndex: 'byState',
  sourceIndex: 'bySource',
  /** `STATE#PART`, see {@link statePartitions}. */
  statePartition: 'statePartition',
  historySource: 'historySource',
  /** When the incident began, milliseconds since the epoch. */
  openedTime: 'openedMs',
  /** The only attribute that those indexes carry: the history as JSON. */
  history: 'history',
} as const;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const SOURCE_PREFIX = 'source#';
const ALERT_PREFIX = 'alert#';
const INCIDENT = 'incident';
const INCIDENT_PREFIX = 'incident#';
const HISTORY = 'history';

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

/** Makes the key of what is known of an incident. */
export function historyKey(incidentId: string): ItemKey {
  return { pk: `${INCIDENT_PREFIX}${incidentId}`, sk: HISTORY };
}

/** Makes the key of an alert in the history of its incident. */
export function toldKey(incidentId: string, alertId: string): ItemKey {
  return { pk: `${INCIDENT_PREFIX}${incidentId}`, sk: `told#${alertId}` };
}

/** Makes the key of what a person did with an incident: of the same act the same. @param act as JSON */
export function actKey(incidentId: string, atMs: number, act: string): ItemKey {
  const hash = createHash('sha256').update(act).digest('hex').slice(0, 16);
  return { pk: `${INCIDENT_PREFIX}${incidentId}`, sk: `ack#${String(atMs).padStart(15, '0')}#${hash}` };
}

/** Makes the key by which an incident is part of one across sources. */
export function joinedKey(stormId: string, incidentId: string): ItemKey {
  return { pk: `${INCIDENT_PREFIX}${stormId}`, sk: `joined#${incidentId}` };
}

/** Of the key of a history: of which incident. Undefined for other kinds. */
export function incidentOfHistoryKey({ pk, sk }: ItemKey): string | undefined {
  return sk === HISTORY && pk.startsWith(INCIDENT_PREFIX) ? pk.slice(INCIDENT_PREFIX.length) : undefined;
}

/** A partition of an index takes 1,000 writes a second: enough for thousands of anomalies a second. */
const INDEX_PARTITIONS = Array.from({ length: 8 }, (_, partition) => String(partition));

/** Which of the partitions of an index an item is in, by its partition key. */
function indexPartitionOf({ pk }: ItemKey): string {
  return INDEX_PARTITIONS[createHash('sha256').update(pk).digest()[0] % INDEX_PARTITIONS.length];
}

/** All partitions of the index of what is due. */
export function duePartitions(): readonly string[] {
  return INDEX_PARTITIONS;
}

/** What puts an item into the index of what is due, as DynamoDB keeps it; nothing when nothing is due. */
export function dueAttributes(key: ItemKey, dueMs: number | undefined): Record<string, { S: string } | { N: string }> {
  if (dueMs === undefined) return {};
  return {
    [INCIDENT_TABLE.duePartition]: { S: indexPartitionOf(key) },
    [INCIDENT_TABLE.dueTime]: { N: String(dueMs) },
  };
}

/** All partitions of the index by state in which incidents of a state are. */
export function statePartitions(state: string): string[] {
  return INDEX_PARTITIONS.map((partition) => `${state}#${partition}`);
}

/** What puts an item into the indexes of histories, as DynamoDB keeps it. */
export function historyAttributes(
  key: ItemKey,
  { state, source, openedAtMs }: { readonly state: string; readonly source: string; readonly openedAtMs: number },
): Record<string, { S: string } | { N: string }> {
  return {
    [INCIDENT_TABLE.statePartition]: { S: `${state}#${indexPartitionOf(key)}` },
    // An index takes no empty text.
    [INCIDENT_TABLE.historySource]: { S: source || '\ufffd' },
    [INCIDENT_TABLE.openedTime]: { N: String(openedAtMs) },
  };
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

/** All canaries are in one partition, in the order in which they were put: there are a dozen an hour. */
export const CANARIES_PARTITION = 'canaries';

/** Makes the key of a canary. @param nonce or what one begins with, to look from there */
export function canaryKey(nonce: string): ItemKey {
  return { pk: CANARIES_PARTITION, sk: `canary#${nonce}` };
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
