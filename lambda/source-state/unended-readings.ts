import { recordNameOf } from '../../contracts/incident-table.ts';
import type { RecordNotes } from '../consumer/head-record.ts';
import { streamNameOf } from '../consumer/stream-record.ts';
import { Unavailable } from '../failures.ts';
import type { StreamShard } from './ports.ts';

/** Readings from one place that never ended: after so many, what is read ends whoever decodes it. */
const MOST_UNENDED = 3;

/** One reading of the stream from one place on, of which it is remembered that it began until it has ended. */
export interface Reading {
  /** It never ends: a record that was given up is among what is read, and ends whoever decodes it. */
  readonly isHopeless: boolean;
  /** It ended, whatever it came to. */
  end(): Promise<void>;
}

/**
 * Begins a reading. What cannot be noted holds nothing up.
 *
 * @param last the record behind which it begins; undefined: the oldest
 * @param notes undefined where nobody can have tried before
 */
export async function beginReading(
  { streamArn, shardId }: StreamShard,
  last: string | undefined,
  notes: RecordNotes | undefined,
): Promise<Reading> {
  if (!notes) return { isHopeless: false, end: async () => {} };
  const name = recordNameOf(streamNameOf({ streamArn }), shardId, `behind ${last ?? 'nothing'}`);
  const { unfinished = 0 } = (await orNothing(notes.read(name))) ?? {};
  const isHopeless = unfinished >= MOST_UNENDED;
  if (!isHopeless) {
    const note = { unfinished: unfinished + 1, finished: 0, observations: 0, heldSinceMs: 0 };
    await orNothing(notes.write(name, note));
  }
  return { isHopeless, end: () => orNothing(notes.clear(name)) };
}

async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}
