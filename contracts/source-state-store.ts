/**
 * Where what is known of sources is kept: a table with one item a shard, which says how far it came and which object
 * has the packed sources, and a bucket with these objects. Functions write them, and who looks from outside reads them.
 */
export const SOURCE_STATE_TABLE = {
  /** `STREAM@CREATED/SHARD`. Items have no sort key, and no expiry. */
  partitionKey: 'shard',
} as const;

/** Snapshots stand under it in their bucket. */
export const SNAPSHOT_PREFIX = 'snapshots/';

/** Bytes that one feature of a source takes with its share of the source: 100,000 take 140 MB. */
export const BYTES_PER_SOURCE_FEATURE = 1400;

/** A value as DynamoDB keeps it: a text, a number, or named values. */
export type StoredValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly M: Readonly<Record<string, StoredValue>> };

/** Makes of an object of texts, numbers and such objects what DynamoDB keeps; what is undefined is left out. */
export function toStoredValues(value: object): Record<string, StoredValue> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([name, each]) => [name, toStoredValue(each)]));
}

/** What {@link toStoredValues} was given; other kinds of values are left out. */
export function fromStoredValues(stored: Readonly<Record<string, object>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, fromStoredValue(value)]));
}

function toStoredValue(value: unknown): StoredValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'object' && value !== null) return { M: toStoredValues(value) };
  throw new TypeError(`an item has texts, numbers and objects of them, not ${String(value)}`);
}

function fromStoredValue(stored: { S?: string; N?: string; M?: Record<string, object> }): unknown {
  if (stored.S !== undefined) return stored.S;
  if (stored.N !== undefined) return Number(stored.N);
  return stored.M && fromStoredValues(stored.M);
}
