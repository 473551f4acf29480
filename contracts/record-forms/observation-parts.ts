import { malformed, ok, type Result } from '../result.ts';
import { excerpt, shortName } from './excerpt.ts';
import { decodeTimestamp } from './timestamp.ts';

/** What the record says of an observation that does not say it itself. */
export interface RecordContext {
  readonly partitionKey: string;
  /** The source, where none is given. @default the partition key */
  readonly unnamedSource?: string;
  /** When Kinesis took the record, milliseconds since the epoch: the timestamp, where none is given. */
  readonly arrivalMs: number;
  /** Finds what a mapping's path leads to in the record around an observation that is only a part of it. */
  readonly within?: (path: string) => unknown;
  /** The value of a text that is JSON, undefined of any other. Absent where no text is looked into. */
  readonly readJson?: (text: string) => unknown;
}

/**
 * A Kinesis partition key's own limit, and room for every identifier that we know of. Longer would not fit a table key
 * or a subject.
 */
const MAX_NAME_LENGTH = 256;

const MAX_LABELS = 1000;

/** Sources that start so are ours: rows of the incident table that are about no source. */
const RESERVED_SOURCE_PREFIX = 'weir:';

/** Decodes who an observation is about; what the record says where it does not. */
export function decodeSource(
  value: unknown,
  path: string,
  { partitionKey, unnamedSource = partitionKey }: RecordContext,
): Result<string> {
  const source = decodeName(value ?? unnamedSource, 'bad_source', path);
  if (source.ok && source.value.startsWith(RESERVED_SOURCE_PREFIX)) {
    return malformed(
      'bad_source',
      path,
      `a source must not start with ${RESERVED_SOURCE_PREFIX}, got ${excerpt(source.value)}`,
    );
  }
  return source;
}

/** Decodes when it was measured, in milliseconds since 1970; its arrival where it does not say. */
export function decodeWhen(value: unknown, path: string, { arrivalMs }: RecordContext): Result<number> {
  return value === undefined || value === null ? ok(arrivalMs) : decodeTimestamp(value, path);
}

/** Decodes the id that its producer gave it; undefined where there is none. */
export function decodeId(value: unknown, path: string): Result<string | undefined> {
  return value === undefined || value === null ? ok(undefined) : decodeName(value, 'bad_id', path);
}

/** Decodes its labels, an object of strings; undefined where there are none. */
export function decodeLabels(value: unknown, path: string): Result<Record<string, string> | undefined> {
  if (value === undefined || value === null) return ok(undefined);
  if (typeof value !== 'object' || Array.isArray(value)) {
    return malformed('bad_labels', path, `labels must be an object of strings, got ${excerpt(value)}`);
  }
  const names = Object.keys(value);
  if (names.length > MAX_LABELS) {
    return malformed('bad_labels', path, `an observation must have at most ${MAX_LABELS} labels, got ${names.length}`);
  }
  const labels: [string, string][] = [];
  for (const name of names) {
    const label = (value as Record<string, unknown>)[name];
    if (label === null) continue;
    if (typeof label === 'object') {
      return malformed('bad_labels', `${path}.${shortName(name)}`, `a label must be a string, got ${excerpt(label)}`);
    }
    labels.push([name, String(label).toWellFormed()]);
  }
  return ok(Object.fromEntries(labels));
}

function decodeName(value: unknown, code: 'bad_source' | 'bad_id', path: string): Result<string> {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length === 0 || text.length > MAX_NAME_LENGTH) {
    return malformed(
      code,
      path,
      `${path} must be a string of 1 to ${MAX_NAME_LENGTH} characters, got ${excerpt(value)}`,
    );
  }
  // A lone surrogate cannot be written as UTF-8: the AWS clients would throw on it much later.
  return ok(text.toWellFormed());
}
