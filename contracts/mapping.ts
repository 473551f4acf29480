import * as z from 'zod/mini';

/** What a mapping looks like, for messages. */
export const MAPPING_EXAMPLE = '{"source":"device.id","timestamp":"time","features":{"temperature":"reading.celsius"}}';

/** A function takes 4 KB of variables; the rest of its settings and the names of what it uses need about a third. */
const MAX_MAPPING_BYTES = 2500;

const ERRORS = {
  mapping: `must be JSON like ${MAPPING_EXAMPLE}`,
  path: 'must be a dotted path like device.id',
  features: 'must name at least one feature, like {"temperature":"reading.celsius"}',
  size: `must be at most ${MAX_MAPPING_BYTES} bytes of JSON, which is what a function takes`,
};

const path = z.string({ error: ERRORS.path }).check(z.minLength(1, { error: ERRORS.path }));

const features = z
  .record(z.string(), path, { error: ERRORS.features })
  .check(z.refine((paths) => Object.keys(paths).length > 0, { error: ERRORS.features }));

/**
 * The schema of {@link FieldMapping}, whoever it comes from: the settings, a function's settings, `collect --mapping`.
 */
export const mappingSchema = z
  .strictObject(
    {
      source: z.optional(path),
      timestamp: z.optional(path),
      id: z.optional(path),
      /** Feature name to path. When given, only these are features. */
      features: z.optional(features),
    },
    { error: ERRORS.mapping },
  )
  .check(z.refine((mapping) => sizeBytes(mapping) <= MAX_MAPPING_BYTES, { error: ERRORS.size }));

/** Where the parts of an observation are in somebody else's JSON: dotted paths, `detail.reading.value`. */
export type FieldMapping = Readonly<z.infer<typeof mappingSchema>>;

function sizeBytes(mapping: object): number {
  return new TextEncoder().encode(JSON.stringify(mapping)).length;
}
