import type { SourceStateContext } from './context.ts';
import { learnRecord } from './learn-records.ts';
import type { Position, StreamShard } from './ports.ts';
import { isEarlier } from './sequence.ts';
import type { KnownShard } from './shard-memory.ts';
import { beginReading } from './unended-readings.ts';

/** Which records are learned again. */
export interface Stretch {
  readonly from: Position;
  /** Sequence number of the first record that is not; undefined: to the end of a closed shard. */
  readonly before: string | undefined;
}

/**
 * Learns records that others judged, or nobody did, from the stream itself. What was learned stays when the time is
 * over or the stream unavailable, so that the next call goes on there. Where two readings from here never ended, it is
 * left behind, with a gap.
 *
 * @param afterPage may put down what was learned so far
 * @returns whether all is learned; false: the time is over
 */
export async function catchUp(
  known: KnownShard,
  shard: StreamShard,
  { from, before }: Stretch,
  context: SourceStateContext,
  afterPage: () => Promise<void> = async () => {},
): Promise<boolean> {
  const beganMs = known.lastArrivalMs;
  const reading = await beginReading(shard, known.last, context.notes);
  try {
    if (reading.isHopeless) known.gap = 'endless';
    return reading.isHopeless || (await readPages(known, shard, { from, before }, context, afterPage));
  } finally {
    await reading.end();
    // Whoever slept meanwhile cannot know whether all was still there.
    if (context.now() - beganMs > context.limits.streamRetentionMs) known.gap ??= 'expired';
  }
}

async function readPages(
  known: KnownShard,
  shard: StreamShard,
  { from, before }: Stretch,
  { ports, learner, hasTime, tell }: SourceStateContext,
  afterPage: () => Promise<void>,
): Promise<boolean> {
  let records = 0;
  const ended = (isAll: boolean) => {
    if (records > 0 || !isAll) tell({ kind: 'read', records, isAll });
    return isAll;
  };
  for await (const page of ports.stream.pages(shard, from)) {
    for (const record of page.records) {
      if (before !== undefined && !isEarlier(record.sequenceNumber, before)) return ended(true);
      if (!hasTime()) return ended(false);
      learnRecord(record, known.sources, learner);
      known.last = record.sequenceNumber;
      known.lastArrivalMs = record.arrivalMs;
      known.unsavedBytes += record.bytes.length;
      records++;
    }
    await afterPage();
    if (page.end === undefined && !hasTime()) return ended(false);
  }
  return ended(true);
}
