import * as z from 'zod/mini';
import { GLOB_WANTED, isGlob } from './glob.ts';
import { INCIDENT_TABLE, MUTES_PARTITION } from './incident-table.ts';

const glob = z.string({ error: GLOB_WANTED }).check(z.refine(isGlob, { error: GLOB_WANTED }));

const mute = z.object({
  /** Eight hexadecimal digits. */
  id: z.string(),
  source: glob,
  /** Of the leading feature; absent where all are meant. */
  feature: z.optional(glob),
  /** What happened from then on and before the end is held, and what is decided in between; ms since the epoch. */
  fromMs: z.number(),
  untilMs: z.number(),
  /** Who muted, as AWS knows them, and why. */
  by: z.string(),
  why: z.string(),
  /** Who ended it before its time. */
  endedBy: z.optional(z.string()),
});

/** For a time, nobody is told of these sources. */
export type Mute = Readonly<z.infer<typeof mute>>;

/** A mute is kept so long after its end: a record may come again, and must meet it again. */
export const MUTE_KEPT_MS = 8 * 24 * 3_600_000;
/** Longer is a rule, which others read and change. */
export const LONGEST_MUTE_MS = 30 * 24 * 3_600_000;

/** The query that reads all mutes of a table, each as JSON text in its attribute `mute`. */
export function mutesQuery(TableName: string) {
  return {
    TableName,
    KeyConditionExpression: '#pk = :mutes',
    ExpressionAttributeNames: { '#pk': INCIDENT_TABLE.partitionKey },
    ExpressionAttributeValues: { ':mutes': { S: MUTES_PARTITION } },
  };
}

/** Writes a mute as JSON text. */
export function encodeMute(value: Mute): string {
  return JSON.stringify(z.parse(mute, value));
}

/** Reads what {@link encodeMute} wrote. @throws {Error} saying what is not as it was written */
export function decodeMute(json: string): Mute {
  const parsed = z.safeParse(mute, JSON.parse(json));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Error(`a mute is not as it was written: ${path.join('.') || 'the document'}: ${message}`);
}
