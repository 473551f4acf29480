import { isObject, type Members } from './content.ts';

const DAY_MS = 86_400_000;

/** Milliseconds in a unit of the times that are numbers. */
const UNIT_MS: Readonly<Record<string, number>> = {
  'io.debezium.time.Date': DAY_MS,
  'io.debezium.time.Timestamp': 1,
  'io.debezium.time.MicroTimestamp': 1e-3,
  'io.debezium.time.NanoTimestamp': 1e-6,
  'org.apache.kafka.connect.data.Date': DAY_MS,
  'org.apache.kafka.connect.data.Timestamp': 1,
};
/** Times of the day and spans: no moment, and no feature. */
const OTHER_TIME = /^(io\.debezium\.time\.|org\.apache\.kafka\.connect\.data\.Time)/;
const DECIMAL = 'org.apache.kafka.connect.data.Decimal';

/**
 * The row after a change, with what its schema says of each column: a time becomes ISO 8601, which is no feature and
 * which a mapping may name, and a decimal in bytes its number as text. Without a schema the row stays as it is.
 * https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-temporal-types
 */
export function readRow(row: Members, schema: unknown): Members {
  const columns = fieldsOf(fieldsOf(schema).find(({ field }) => field === 'after'));
  if (columns.length === 0) return row;
  const types = new Map(columns.map((column) => [column.field, column]));
  const read = Object.entries(row).map(([name, value]) => [name, readColumn(value, types.get(name))] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function fieldsOf(schema: unknown): readonly Members[] {
  return isObject(schema) && Array.isArray(schema.fields) ? schema.fields.filter(isObject) : [];
}

function readColumn(value: unknown, { name: type, parameters }: Members = {}): unknown {
  if (typeof type !== 'string' || value === null) return value;
  if (type === DECIMAL && typeof value === 'string')
    return decimalOf(value, isObject(parameters) ? parameters.scale : 0);
  const unitMs = Object.hasOwn(UNIT_MS, type) ? UNIT_MS[type] : undefined;
  if (unitMs !== undefined) return isoOf(Math.floor(Number(value) * unitMs));
  return OTHER_TIME.test(type) && typeof value === 'number' ? undefined : value;
}

/** As text even where no date can hold it: never a feature. */
function isoOf(timestampMs: number): string {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString();
}

/** Big-endian two's complement in base64, times ten to the power of minus the scale. */
function decimalOf(base64: string, scale: unknown): string {
  const hex = Buffer.from(base64, 'base64').toString('hex');
  const unscaled = hex === '' ? 0n : BigInt.asIntN(hex.length * 4, BigInt(`0x${hex}`));
  return `${unscaled}e${-Number(scale)}`;
}
