import { type Envelope, HOLDS_NOTHING, holding, isObject, type Members } from './content.ts';
import { readRow } from './debezium-row.ts';
import { needsMapping } from './needs-mapping.ts';

/** Create, update, read in a snapshot: these have a row behind them. Delete, truncate and message have none. */
const WITH_ROW = ['c', 'u', 'r'];
const WITHOUT_ROW = ['d', 't', 'm'];

/**
 * A change of a row from Debezium: `after` is the observation, `source.ts_ms` when the database changed. With its
 * schema under `payload`, without it by itself. Deletions hold nothing.
 * https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events
 */
export function debeziumChange(envelope: Members): Envelope | undefined {
  const isWrapped = isObject(envelope.payload);
  const change = isObject(envelope.payload) ? envelope.payload : envelope;
  const { op, source, after, ts_ms: readMs } = change;
  if (typeof op !== 'string' || !isObject(source)) return undefined;
  if (!Object.hasOwn(change, 'after') && !Object.hasOwn(change, 'before')) return undefined;
  if (WITHOUT_ROW.includes(op)) return HOLDS_NOTHING;
  if (!WITH_ROW.includes(op)) return undefined;
  if (!isObject(after)) return needsMapping('a change from Debezium without the row after it', 'let it carry `after`');
  const row = readRow(after, envelope.schema);
  return holding({ path: isWrapped ? 'payload.after' : 'after', value: row, timestamp: source.ts_ms ?? readMs });
}

/** A row, or a change of one, in an envelope of Kafka Connect: its schema beside it. */
export function connectRow(envelope: Members): Envelope | undefined {
  const { schema, payload } = envelope;
  if (!isObject(schema) || !isObject(payload) || Object.keys(envelope).length !== 2) return undefined;
  return debeziumChange(envelope) ?? holding({ path: 'payload', value: payload });
}

/** What Debezium says of itself: that it lives, where a transaction begins and ends, a change of a table. */
export function debeziumNotice(notice: Members): Envelope | undefined {
  const { status, id, ddl, source } = notice;
  const isHeartbeat = Object.keys(notice).length === 1;
  const isTransaction = (status === 'BEGIN' || status === 'END') && typeof id === 'string' && 'event_count' in notice;
  const isSchemaChange = typeof ddl === 'string' && isObject(source);
  return isHeartbeat || isTransaction || isSchemaChange ? HOLDS_NOTHING : undefined;
}

/**
 * A row that Debezium has taken out of its envelope: what it adds begins with two underscores.
 * https://debezium.io/documentation/reference/stable/transformations/event-flattening.html
 */
export function debeziumRow(row: Members): Envelope | undefined {
  if (row.__deleted === 'true' || row.__deleted === true || row.__op === 'd') return HOLDS_NOTHING;
  const own = Object.entries(row).filter(([name]) => !name.startsWith('__'));
  const timestamp = row.__source_ts_ms ?? row.__ts_ms;
  return holding({ path: '', value: Object.fromEntries(own), aside: row, timestamp });
}
