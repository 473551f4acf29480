import { featureName } from '../feature-name.ts';
import type { FieldMapping } from '../mapping.ts';
import { isInList, splitPath, valueAt } from '../mapping-path.ts';
import { type Features, type Observation, RESERVED_KEYS } from '../observation.ts';
import { ok, type Result } from '../result.ts';
import type { Writable } from '../writable.ts';
import { excerpt, shortName } from './excerpt.ts';
import { toFeatureValue } from './number.ts';
import { decodeId, decodeLabels, decodeSource, decodeWhen, type RecordContext } from './observation-parts.ts';
import {
  decodeNamedFeatures,
  decodePositionalFeatures,
  MAX_FEATURES,
  type NamedValues,
  noFeatures,
  notFinite,
  toFeatures,
  tooManyFeatures,
} from './values.ts';

/** The parts of an observation, taken out of somebody's JSON and not yet decoded. */
interface Parts {
  readonly source: unknown;
  readonly timestamp: unknown;
  readonly id: unknown;
  readonly labels: unknown;
  readonly features: Result<Features>;
  readonly unread?: Observation['unread'];
}

/**
 * One observation from a JSON object: the settings' mapping where there is one, else the full form (`features` is an
 * object or an array), else the flat form. The full form is understood beside a mapping too, because it is what our own
 * commands put on a stream.
 */
export function decodeObject(object: object, context: RecordContext, mapping: FieldMapping = {}): Result<Observation> {
  const hasMapping = Object.keys(mapping).length > 0;
  const members = object as Record<string, unknown>;
  const given = hasMapping ? members : withBareReservedKeys(members);
  const mapped = hasMapping ? mappedParts(given, mapping, context) : undefined;
  const own = mapped?.features.ok || !isFullForm(given) ? undefined : fullParts(given);
  return toObservation(own ?? mapped ?? flatParts(given), context);
}

/**
 * JSON made of CSV with a space behind each comma has ` source` and ` timestamp`: names have no white space around
 * them.
 */
function withBareReservedKeys(object: Record<string, unknown>): Record<string, unknown> {
  const isPadded = (key: string) => featureName(key) !== key && isReserved(featureName(key));
  if (!Object.keys(object).some(isPadded)) return object;
  const members = Object.entries(object).filter(([key]) => !(isPadded(key) && Object.hasOwn(object, featureName(key))));
  return Object.fromEntries(members.map(([key, value]) => [isPadded(key) ? featureName(key) : key, value]));
}

function isReserved(name: string): boolean {
  return (RESERVED_KEYS as readonly string[]).includes(name);
}

function toObservation(parts: Parts, context: RecordContext): Result<Observation> {
  const source = decodeSource(parts.source, 'source', context);
  if (!source.ok) return source;
  const timestampMs = decodeWhen(parts.timestamp, 'timestamp', context);
  if (!timestampMs.ok) return timestampMs;
  const id = decodeId(parts.id, 'id');
  if (!id.ok) return id;
  const labels = decodeLabels(parts.labels, 'labels');
  if (!labels.ok) return labels;
  if (!parts.features.ok) return parts.features;
  const observation: Writable<Observation> = {
    source: source.value,
    timestampMs: timestampMs.value,
    features: parts.features.value,
  };
  if (id.value !== undefined) observation.id = id.value;
  if (labels.value !== undefined) observation.labels = labels.value;
  if (parts.unread) observation.unread = parts.unread;
  return ok(observation);
}

/** Says whether the object is in the full form, which our own commands write. */
export function isFullForm(object: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(object, 'features') && typeof object.features === 'object' && object.features !== null;
}

function fullParts(object: Record<string, unknown>): Parts {
  const { source, timestamp, id, labels } = object;
  const given = object.features as object;
  const features = Array.isArray(given)
    ? decodePositionalFeatures(given, 'features')
    : decodeNamedFeatures(given, 'features');
  return { source, timestamp, id, labels, features };
}

function flatParts(object: Record<string, unknown>): Parts {
  const { source, timestamp, id, labels } = object;
  const { features, unread } = flatFeatures(object, RESERVED_KEYS);
  return { source, timestamp, id, labels, features, unread };
}

function reservedParts({ source, timestamp, id, labels }: Record<string, unknown>): Omit<Parts, 'features'> {
  return { source, timestamp, id, labels };
}

/** As many as a table may have columns of text before its numbers: what is beyond is not looked for. */
const MAX_UNREAD = 1000;

/**
 * Numbers, booleans and numeric strings. Other strings and whatever is nested are somebody else's business, unless the
 * model knows their name: that is seen when it is asked.
 */
function flatFeatures(
  object: Record<string, unknown>,
  reserved: readonly string[],
): Pick<Parts, 'features' | 'unread'> {
  const values: NamedValues = [];
  let unread: [string, string][] | undefined;
  for (const key of Object.keys(object)) {
    if (reserved.includes(key)) continue;
    const value = toFeatureValue(object[key]);
    if (value === undefined) {
      unread ??= [];
      if (unread.length < MAX_UNREAD) unread.push([featureName(key), excerpt(object[key])]);
      continue;
    }
    if (Number.isNaN(value)) return { features: notFinite(object[key], shortName(featureName(key))) };
    values.push([key, value]);
    if (values.length > MAX_FEATURES) return { features: tooManyFeatures('') };
  }
  const unreadByName = unread && Object.fromEntries(unread);
  const features = values.length === 0 ? noFeatures('', unreadByName) : toFeatures(values, '');
  return { features, unread: unreadByName };
}

function mappedParts(object: Record<string, unknown>, mapping: FieldMapping, context: RecordContext): Parts {
  const { within = () => undefined, readJson = () => undefined } = context;
  const at: Lookup = (path) => (isInList(path) ? undefined : valueAt(object, path, readJson)) ?? within(path);
  const own = reservedParts(object);
  return {
    source: mapping.source === undefined ? own.source : at(mapping.source),
    timestamp: mapping.timestamp === undefined ? own.timestamp : at(mapping.timestamp),
    id: mapping.id === undefined ? own.id : at(mapping.id),
    labels: mapping.labels === undefined ? own.labels : mappedLabels(mapping.labels, at),
    ...(mapping.features
      ? { features: mappedFeatures(mapping.features, at) }
      : flatFeatures(object, usedKeys(mapping))),
  };
}

/** What a mapping's path leads to. */
type Lookup = (path: string) => unknown;

function mappedFeatures(paths: Readonly<Record<string, string>>, at: Lookup): Result<Features> {
  const entries = Object.entries(paths).map(([name, path]) => [name, at(path)] as const);
  if (entries.every(([, value]) => value === undefined)) return noFeatures('');
  return decodeNamedFeatures(Object.fromEntries(entries.map(([name, value]) => [name, value ?? null])), 'features');
}

/** What is no text, number or truth is no label. */
function mappedLabels(paths: Readonly<Record<string, string>>, at: Lookup): object {
  const found = Object.entries(paths).map(([name, path]) => [name, at(path)] as const);
  return Object.fromEntries(found.filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)));
}

function usedKeys({ source, timestamp, id, labels = {} }: FieldMapping): string[] {
  const paths = [source, timestamp, id, ...Object.values(labels)].filter((path) => path !== undefined);
  return [...RESERVED_KEYS, ...paths.map((path) => splitPath(path).rest)];
}
