import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { MAX_ENTRIES, type PutEntries, type StreamEntry } from '../../operations/stream/put-entries.ts';

export interface Traffic<Entry extends StreamEntry> {
  readonly recordsPerSecond: number;
  readonly durationMs: number;
  readonly nextRecord: () => Entry;
  readonly put: PutEntries;
  readonly onAccepted: (record: Entry, shardId: string, sequenceNumber: string) => void;
  /** Whether those who judge should first come nearer to the end of the stream; absent where that is never asked. */
  readonly isHeld?: () => boolean;
}

const TICK_MS = 50;
const CALLS_AT_ONCE = 4;
const REFUSED_REST_MS = 200;

/**
 * Puts records at a steady rate for a while, those that were refused again until they are in. Where machine or stream
 * are too slow for the rate, or those who judge are far behind, it takes longer.
 * @returns how often a record was refused
 */
export async function putTraffic<Entry extends StreamEntry>(traffic: Traffic<Entry>): Promise<number> {
  const { recordsPerSecond, durationMs, nextRecord } = traffic;
  const total = Math.round((recordsPerSecond * durationMs) / 1000);
  const limit = pLimit(CALLS_AT_ONCE);
  const calls: Promise<number>[] = [];
  let startMs = performance.now();
  for (let made = 0; made < total; ) {
    startMs += await heldMs(traffic);
    const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * recordsPerSecond));
    while (made < due && limit.pendingCount === 0) {
      const records = Array.from({ length: Math.min(MAX_ENTRIES, due - made) }, nextRecord);
      made += records.length;
      calls.push(limit(() => putAll(records, traffic)));
    }
    await sleep(TICK_MS);
  }
  return (await Promise.all(calls)).reduce((sum, refusals) => sum + refusals, 0);
}

/** Waits while it is held. @returns for how long */
async function heldMs({ isHeld }: Pick<Traffic<StreamEntry>, 'isHeld'>): Promise<number> {
  const fromMs = performance.now();
  while (isHeld?.()) await sleep(TICK_MS);
  return performance.now() - fromMs;
}

async function putAll<Entry extends StreamEntry>(
  records: readonly Entry[],
  { put, onAccepted }: Traffic<Entry>,
): Promise<number> {
  let refusals = 0;
  let left = records;
  while (left.length > 0) {
    const answers = await put(left);
    const refused: Entry[] = [];
    for (const [i, record] of left.entries()) {
      const answer = answers[i];
      if ('refused' in answer) refused.push(record);
      else onAccepted(record, answer.shardId, answer.sequenceNumber);
    }
    refusals += refused.length;
    left = refused;
    if (left.length > 0) await sleep(REFUSED_REST_MS);
  }
  return refusals;
}
