import type { BatchLine } from '../../contracts/log-lines.ts';
import { OutOfTime } from '../unavailable.ts';
import { BatchTally } from './batch-tally.ts';
import { type Entry, toEntries, unprocessable } from './entry.ts';
import { type Attempt, type BatchDelivery, finishEntries } from './finish-entries.ts';
import { HeadRecord, type Stop } from './head-record.ts';
import type { Ports } from './ports.ts';
import { type EndpointMemory, RESERVE_MS } from './score-entries.ts';
import type { BatchSettings } from './settings.ts';
import type { StreamRecord } from './stream-record.ts';
import type { QualityWatch } from './watch-quality.ts';

/** Observations that are scored, counted and reported together: enough to fill a request... */
const CHUNK_OBSERVATIONS = 5000;
/** ...and few enough for the memory of a small function, however large gzip made them. */
const CHUNK_BYTES = 16 * 1024 * 1024;

/** What a process remembers from batch to batch. Losing it loses no data. */
export interface Memory extends EndpointMemory {
  readonly quality: QualityWatch;
}

/**
 * One batch of one shard. Whatever comes before `retryFrom` in the answer is done or in quarantine. Records are decoded as they are reached, so that
 * a batch of gzip bombs is never unpacked at once.
 */
export async function processBatch(
  records: readonly StreamRecord[],
  settings: BatchSettings,
  ports: Ports,
  memory: Memory,
): Promise<BatchLine> {
  const tally = new BatchTally(records);
  const head = await HeadRecord.open(records, ports);
  const delivery: BatchDelivery = { from: tally.first, isHeld: head.isHeld };
  let stop: Stop | undefined;
  for (const chunk of chunks(records, head, settings)) {
    const finished = chunk.slice(0, await finishChunk(chunk, delivery, settings, ports, memory));
    tally.add(finished);
    await memory.quality.see(finished, settings, ports);
    if (finished.length === chunk.length) continue;
    const { record, observationsOfRecord: observations } = chunk[finished.length]!;
    stop = { record, finished: tally.finishedOf(record), observations };
    tally.retryFrom = record.sequenceNumber;
    break;
  }
  await head.close(stop);
  ports.report.batch(tally);
  return tally.line;
}

function* chunks(records: readonly StreamRecord[], head: HeadRecord, settings: BatchSettings): Generator<Entry[]> {
  let chunk: Entry[] = [];
  let bytes = 0;
  for (const record of records) {
    const entries = record === records[0] ? head.entries(settings) : toEntries(record, settings.mapping);
    for (const entry of entries) {
      chunk.push(entry);
      bytes += weightOf(entry);
      if (chunk.length < CHUNK_OBSERVATIONS && bytes < CHUNK_BYTES) continue;
      yield chunk;
      chunk = [];
      bytes = 0;
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** Roughly, in bytes of memory. */
function weightOf({ decoded }: Entry): number {
  return decoded.ok ? 32 * Object.keys(decoded.observation.features).length : decoded.data.length;
}

/** Works on a chunk until it is finished or the time is over. Returns how many entries, from the first, are finished. */
async function finishChunk(
  chunk: readonly Entry[],
  delivery: BatchDelivery,
  settings: BatchSettings,
  ports: Ports,
  memory: EndpointMemory,
): Promise<number> {
  const { patience } = memory;
  let finished = 0;
  while (finished < chunk.length) {
    const waitMs = patience.waitMs(ports.now());
    if (ports.remainingMs() - waitMs <= RESERVE_MS) return finished;
    if (waitMs > 0) await ports.sleep(waitMs);
    const attempt = await findingTheBug(chunk.slice(finished), (entries) =>
      finishEntries(entries, delivery, settings, ports, memory),
    );
    finished += attempt.finished;
    if (!attempt.unavailable) {
      patience.regain();
    } else if (attempt.unavailable instanceof OutOfTime) {
      return finished;
    } else {
      const { port, message: reason } = attempt.unavailable;
      ports.report.unavailable({ port, reason, waitMs: patience.lose(ports.now(), ports.random()) });
    }
  }
  return finished;
}

/** When our own code throws, halves the entries down to the one that it throws on. That one is finished: unprocessable. */
async function findingTheBug(
  entries: readonly Entry[],
  work: (entries: readonly Entry[]) => Promise<Attempt>,
): Promise<Attempt> {
  try {
    return await work(entries);
  } catch (error) {
    if (entries.length === 1) {
      entries[0]!.outcome = { error: unprocessable(error) };
      return work(entries);
    }
    const middle = entries.length >> 1;
    const first = await findingTheBug(entries.slice(0, middle), work);
    if (first.finished < middle) return first;
    const second = await findingTheBug(entries.slice(middle), work);
    return { ...second, finished: middle + second.finished };
  }
}
