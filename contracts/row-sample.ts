import * as z from 'zod/mini';
import type { Features } from './observation.ts';

/**
 * Recent rows that training may take: an object a shard, in the bucket of the models, which the consumer keeps as well
 * as it can. They never leave the account, and nothing that judges reads them.
 */
export const SAMPLE_PREFIX = 'samples/';

/** The key of a shard's sample. */
export function sampleKey(shardId: string): string {
  return `${SAMPLE_PREFIX}${shardId}.jsonl.gz`;
}

const features = z.union([
  z.readonly(z.array(z.nullable(z.number()))),
  z.readonly(z.record(z.string(), z.nullable(z.number()))),
]);

const sampledRow = z.object({
  /** `shardId:sequenceNumber:index`. */
  identity: z.string(),
  source: z.string(),
  arrivalMs: z.number(),
  /** Its own time; absent where it has none. */
  timestampMs: z.optional(z.number()),
  /** As they were scored: with what was derived of the source's past. */
  features,
  /** What its source's past said of it, decades; absent where nothing was known. */
  lanes: z.optional(z.object({ stream: z.number(), step: z.number() })),
  /** Of the model that judged it; `none` where the past of its source judged alone. */
  modelVersion: z.string(),
  score: z.number(),
  anomalous: z.optional(z.literal(true)),
  imputed: z.optional(z.readonly(z.array(z.string()))),
});

/** One row of the sample, with what was said of it. */
export type SampledRow = Readonly<Omit<z.infer<typeof sampledRow>, 'features'>> & { readonly features: Features };

/** Writes one row as a line, without its line feed: the same row always as the same text. */
export function encodeSampledRow(row: SampledRow): string {
  const { identity, source, arrivalMs, timestampMs, features, lanes, modelVersion, score, anomalous, imputed } = row;
  return JSON.stringify({
    ...{ identity, source, arrivalMs, timestampMs, features },
    lanes: lanes && { stream: lanes.stream, step: lanes.step },
    ...{ modelVersion, score, anomalous, imputed },
  });
}

/** Writes the lines of a sample, before gzip. */
export function encodeSample(rows: readonly SampledRow[]): string {
  return rows.map((row) => `${encodeSampledRow(row)}\n`).join('');
}

/** What an object of a sample takes at most when it is unpacked, bytes. */
export const MAX_SAMPLE_BYTES = 80_000_000;

/** Reads the lines of a sample; lines that are none, of an older form or cut off, are left out. */
export function decodeSample(text: string): SampledRow[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = z.safeParse(sampledRow, JSON.parse(line));
      return parsed.success ? [parsed.data as SampledRow] : [];
    } catch {
      return [];
    }
  });
}
