import * as z from 'zod/mini';
import { isMappingPath, splitPath } from './mapping-path.ts';

/** What a mapping looks like, for messages. */
export const MAPPING_EXAMPLE = '{"source":"device.id","timestamp":"time","features":{"temperature":"reading.celsius"}}';

/** A function takes 4 KB of variables; the rest of its settings and the names of what it uses need about half. */
export const MAX_MAPPING_BYTES = 2000;

const ERRORS = {
  mapping: `must be JSON like ${MAPPING_EXAMPLE}`,
  path: 'must be a dotted path like device.id, readings[*].value or body|json.value, with one [*] at most',
  features: 'must name at least one feature, like {"temperature":"reading.celsius"}',
  labels: 'must name at least one label, like {"merchant":"payload.shop.name"}',
  lists: 'must lead into one list: what stands before [*] must be the same in all paths',
  size: `must be at most ${MAX_MAPPING_BYTES} bytes of JSON, which is what a function takes`,
};

const path = z
  .string({ error: ERRORS.path })
  // JSON Schema knows a length and not the rest.
  .check(z.minLength(1, { error: ERRORS.path, abort: true }), z.refine(isMappingPath, { error: ERRORS.path }));

const labels = z
  .record(z.string(), path, { error: ERRORS.labels })
  .check(z.refine((paths) => Object.keys(paths).length > 0, { error: ERRORS.labels }));

const features = z
  .record(z.string(), path, { error: ERRORS.features })
  .check(z.refine((paths) => Object.keys(paths).length > 0, { error: ERRORS.features }));

/**
 * The schema of {@link FieldMapping}, whoever it comes from: the settings, a function's settings, `collect --mapping`.
 */
export const mappingSchema = z
  .strictObject(
    {
      /**
       * The object that is an observation, where it is not the record: in a list `readings[*]`, in a text `body|json`.
       */
      observations: z.optional(path),
      source: z.optional(path),
      timestamp: z.optional(path),
      id: z.optional(path),
      /** Label to path; texts, numbers and truths are labels, whatever else stands there is none. */
      labels: z.optional(labels),
      /** Feature name to path. When given, only these are features. */
      features: z.optional(features),
    },
    { error: ERRORS.mapping },
  )
  .check(
    z.refine((mapping) => listsOf(mapping).size <= 1, { error: ERRORS.lists }),
    z.refine((mapping) => sizeBytes(mapping) <= MAX_MAPPING_BYTES, { error: ERRORS.size }),
  );

/**
 * Where the parts of an observation are in somebody else's JSON: paths from the observation or, where that has nothing
 * there, from the record that it stands in.
 */
export type FieldMapping = Readonly<z.infer<typeof mappingSchema>>;

/** What a mapping says of where the observations are. */
export interface ObservationPlace {
  /** Leads to the list whose elements are observations, or hold them; absent when there is none. */
  readonly list?: string;
  /** Leads from an element of the list, or from the record, to the observation. Empty when that is one. */
  readonly rest: string;
  /** The mapping alone says where the observations are: then no envelope is looked for. */
  readonly isWhole: boolean;
  /** It says nothing at all. */
  readonly isEmpty: boolean;
}

const places = new WeakMap<FieldMapping, ObservationPlace>();

/** Finds out once for each mapping where it says that the observations are. */
export function placeOf(mapping: FieldMapping): ObservationPlace {
  const known = places.get(mapping);
  if (known) return known;
  const { observations = '', features } = mapping;
  const [list] = listsOf(mapping);
  const place: ObservationPlace = {
    list,
    rest: splitPath(observations).rest,
    isWhole: features !== undefined || observations !== '' || list !== undefined,
    isEmpty: Object.keys(mapping).length === 0,
  };
  places.set(mapping, place);
  return place;
}

function listsOf({ features = {}, labels = {}, ...paths }: FieldMapping): Set<string> {
  const all = [...Object.values(paths), ...Object.values(labels), ...Object.values(features)];
  return new Set(all.flatMap((one) => splitPath(one).list ?? []));
}

function sizeBytes(mapping: object): number {
  return new TextEncoder().encode(JSON.stringify(mapping)).length;
}
