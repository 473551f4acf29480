import type { BatchLine } from '../../contracts/log-lines.ts';
import { type Entry, isAnomalous, toEntries, unprocessable } from './entry.ts';
import { type Attempt, finishEntries } from './finish-entries.ts';
import type { Patience } from './patience.ts';
import type { Ports } from './ports.ts';
import { RESERVE_MS } from './score-entries.ts';
import type { BatchSettings } from './settings.ts';
import type { StreamRecord } from './stream-record.ts';

/** Observations that are scored, counted and reported together: enough to fill a request... */
const CHUNK_OBSERVATIONS = 5000;
/** ...and few enough for the memory of a small function, however large gzip made them. */
const CHUNK_BYTES = 16 * 1024 * 1024;

/**
 * One batch of one shard. Whatever comes before `retryFrom` in the answer is done or in quarantine. Records are decoded as they are reached, so that
 * a batch of gzip bombs is never unpacked at once.
 *
 * @param patience outlives the batch
 */
export async function processBatch(
  records: readonly StreamRecord[],
  settings: BatchSettings,
  ports: Ports,
  patience: Patience,
): Promise<BatchLine> {
  const counts = { observations: 0, done: 0, quarantined: 0, anomalous: 0 };
  let retryFrom: string | undefined;
  for (const chunk of chunks(records, settings)) {
    const finished = await finishChunk(chunk, settings, ports, patience);
    for (const entry of chunk.slice(0, finished)) {
      counts.observations++;
      if ('verdict' in entry.outcome!) counts.done++;
      else counts.quarantined++;
      if (isAnomalous(entry)) counts.anomalous++;
    }
    retryFrom = chunk[finished]?.record.sequenceNumber;
    if (retryFrom !== undefined) break;
  }
  const line: BatchLine = {
    shardId: records[0]!.shardId,
    first: records[0]!.sequenceNumber,
    last: records.at(-1)!.sequenceNumber,
    records: records.length,
    ...counts,
    ...(retryFrom !== undefined && { retryFrom }),
  };
  ports.report.batch(line, Math.min(...records.map(({ arrivalMs }) => arrivalMs)));
  return line;
}

function* chunks(records: readonly StreamRecord[], { mapping }: BatchSettings): Generator<Entry[]> {
  let chunk: Entry[] = [];
  let bytes = 0;
  for (const record of records) {
    for (const entry of toEntries(record, mapping)) {
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
  settings: BatchSettings,
  ports: Ports,
  patience: Patience,
): Promise<number> {
  let finished = 0;
  while (finished < chunk.length) {
    const waitMs = patience.waitMs(ports.now());
    if (ports.remainingMs() - waitMs <= RESERVE_MS) return finished;
    if (waitMs > 0) await ports.sleep(waitMs);
    const attempt = await findingTheBug(chunk.slice(finished), (entries) =>
      finishEntries(entries, settings, ports, patience),
    );
    finished += attempt.finished;
    if (attempt.unavailable) {
      const { port, message: reason } = attempt.unavailable;
      ports.report.unavailable({ port, reason, waitMs: patience.lose(ports.now(), ports.random()) });
    } else {
      patience.regain();
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
