import { featureName } from '../feature-name.ts';
import type { FieldMapping } from '../mapping.ts';
import { type Features, type Observation, RESERVED_KEYS } from '../observation.ts';
import { ok, type Result } from '../result.ts';
import { excerpt } from './excerpt.ts';
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
  const given = object as Record<string, unknown>;
  const mapped = Object.keys(mapping).length > 0 ? mappedParts(given, mapping) : undefined;
  const own = mapped?.features.ok || !isFullForm(given) ? undefined : fullParts(given);
  return toObservation(own ?? mapped ?? flatParts(given), context);
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
  return ok({
    source: source.value,
    timestampMs: timestampMs.value,
    ...(id.value !== undefined && { id: id.value }),
    ...(labels.value !== undefined && { labels: labels.value }),
    features: parts.features.value,
    ...(parts.unread && { unread: parts.unread }),
  });
}

function isFullForm(object: Record<string, unknown>): boolean {
  return Object.hasOwn(object, 'features') && typeof object.features === 'object' && object.features !== null;
}

function fullParts(object: Record<string, unknown>): Parts {
  const features = object.features as object;
  return {
    ...reservedParts(object),
    features: Array.isArray(features)
      ? decodePositionalFeatures(features, 'features')
      : decodeNamedFeatures(features, 'features'),
  };
}

function flatParts(object: Record<string, unknown>): Parts {
  return { ...reservedParts(object), ...flatFeatures(object, RESERVED_KEYS) };
}

function reservedParts({ source, timestamp, id, labels }: Record<string, unknown>): Omit<Parts, 'features'> {
  return { source, timestamp, id, labels };
}

/** Models take what they know of these: names beyond so many are no features that somebody forgot to write. */
const MAX_UNREAD = 100;

/**
 * Numbers, booleans and numeric strings. Other strings and whatever is nested are somebody else's business, unless the
 * model knows their name: that is seen when it is asked.
 */
function flatFeatures(
  object: Record<string, unknown>,
  reserved: readonly string[],
): Pick<Parts, 'features' | 'unread'> {
  const values: NamedValues = [];
  const unread: [string, string][] = [];
  for (const key of Object.keys(object)) {
    if (reserved.includes(key)) continue;
    const name = featureName(key);
    const value = toFeatureValue(object[key]);
    if (value === undefined) {
      if (unread.length < MAX_UNREAD) unread.push([name, excerpt(object[key])]);
      continue;
    }
    if (Number.isNaN(value)) return { features: notFinite(object[key], name) };
    values.push([name, value]);
    if (values.length > MAX_FEATURES) return { features: tooManyFeatures('') };
  }
  const features = values.length === 0 ? noFeatures('') : toFeatures(values, '');
  return { features, ...(unread.length > 0 && { unread: Object.fromEntries(unread) }) };
}

function mappedParts(object: Record<string, unknown>, mapping: FieldMapping): Parts {
  const at = (path: string | undefined, key: string) => valueAt(object, path ?? key);
  return {
    source: at(mapping.source, 'source'),
    timestamp: at(mapping.timestamp, 'timestamp'),
    id: at(mapping.id, 'id'),
    labels: at(undefined, 'labels'),
    ...(mapping.features
      ? { features: mappedFeatures(object, mapping.features) }
      : flatFeatures(object, usedKeys(mapping))),
  };
}

function mappedFeatures(object: object, paths: Readonly<Record<string, string>>): Result<Features> {
  const entries = Object.entries(paths).map(([name, path]) => [name, valueAt(object, path)] as const);
  if (entries.every(([, value]) => value === undefined)) return noFeatures('');
  return decodeNamedFeatures(Object.fromEntries(entries.map(([name, value]) => [name, value ?? null])), 'features');
}

function usedKeys({ source, timestamp, id }: FieldMapping): string[] {
  return [...RESERVED_KEYS, ...[source, timestamp, id].filter((path) => path !== undefined)];
}

/** The value at a dotted path, `detail.readings.0.value`; a key that itself has the dots comes first. */
function valueAt(object: object, path: string): unknown {
  if (Object.hasOwn(object, path)) return (object as Record<string, unknown>)[path];
  let value: unknown = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
