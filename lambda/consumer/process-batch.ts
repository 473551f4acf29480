import type { BatchLine } from '../../contracts/log-lines.ts';
import { OutOfTime, type Unavailable, unprocessable } from '../failures.ts';
import { Backoff } from './backoff.ts';
import { BatchTally } from './batch-tally.ts';
import { type Entry, isLearned, reasonOf, toEntries, toQuarantined } from './entry.ts';
import { HeadRecord, type Stop } from './head-record.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import { countFinished, STAGES, type StageContext } from './stages.ts';
import type { StreamRecord } from './stream-record.ts';
import { NamesWatch } from './watch-names.ts';
import { QualityWatch } from './watch-quality.ts';
import { SourcesWatch } from './watch-sources.ts';

/** Observations that are scored, counted and reported together: enough to fill a request... */
const CHUNK_OBSERVATIONS = 5000;
/** ...and few enough for the memory of a small function, however large gzip made them. */
const CHUNK_BYTES = 16 * 1024 * 1024;

/** What a process remembers from batch to batch. Losing it loses no data. */
export interface Memory {
  readonly backoff: Backoff;
  readonly quality: QualityWatch;
  readonly names: NamesWatch;
  readonly sources: SourcesWatch;
}

/** What a process that has seen nothing remembers. */
export function emptyMemory(): Memory {
  return {
    backoff: new Backoff(),
    quality: new QualityWatch(),
    names: new NamesWatch(),
    sources: new SourcesWatch(),
  };
}

/**
 * One batch of one shard. Whatever comes before `retryFrom` in the answer is done or in quarantine. Records are decoded
 * as they are reached, so that a batch of gzip bombs is never unpacked at once.
 */
export async function processBatch(
  records: readonly StreamRecord[],
  settings: BatchSettings,
  ports: Ports,
  memory: Memory,
): Promise<BatchLine> {
  const tally = new BatchTally(records);
  const head = await HeadRecord.open(records, ports);
  const { backoff, quality, names, sources } = memory;
  const context: StageContext = { deliveredFrom: tally.first, isHeld: head.isHeld, settings, sources, ports, backoff };
  let stop: Stop | undefined;
  for (const chunk of chunks(records, head, settings)) {
    if (settings.source === 'auto') sources.see(chunk);
    const finished = chunk.slice(0, await finishChunk(chunk, context));
    tally.add(finished);
    if (settings.unknownFeatures !== 'ignore') tally.newNames.push(...names.see(finished));
    await quality.see(finished, settings, ports, settings.source === 'auto' ? sources.excess : undefined);
    if (finished.length === chunk.length) continue;
    const { record, observationsOfRecord: observations } = chunk[finished.length];
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
    const entries = record === records[0] ? head.entries(settings) : toEntries(record, settings);
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

/**
 * Works on a chunk until it is finished or the time is over. Returns how many entries, from the first, are finished.
 */
async function finishChunk(chunk: readonly Entry[], context: StageContext): Promise<number> {
  const { ports, backoff } = context;
  let finished = 0;
  while (finished < chunk.length) {
    const waitMs = backoff.waitMs(ports.now());
    if (ports.remainingMs() - waitMs <= RESERVE_MS) return finished;
    if (waitMs > 0) await ports.sleep(waitMs);
    const left = chunk.slice(finished);
    const unavailable = await isolatingPoison(left, (entries) => runStages(entries, context));
    const ended = left.slice(0, countFinished(left));
    for (const entry of ended) {
      if (reasonOf(entry)) ports.report.quarantined(toQuarantined(entry));
      else if (!isLearned(entry)) ports.report.done(entry);
    }
    finished += ended.length;
    if (!unavailable) {
      backoff.succeeded();
    } else if (unavailable instanceof OutOfTime) {
      return finished;
    } else {
      const { port, message: reason } = unavailable;
      ports.report.unavailable({ port, reason, waitMs: backoff.failed(ports.now(), ports.random()) });
    }
  }
  return finished;
}

/** One attempt. Returns what was unavailable last. */
async function runStages(entries: readonly Entry[], context: StageContext): Promise<Unavailable | undefined> {
  let unavailable: Unavailable | undefined;
  for (const stage of STAGES) unavailable = (await stage(entries, context)) ?? unavailable;
  return unavailable;
}

/**
 * When our own code throws, halves the entries down to the one that it throws on. That one is refused: unprocessable.
 */
async function isolatingPoison(
  entries: readonly Entry[],
  attempt: (entries: readonly Entry[]) => Promise<Unavailable | undefined>,
): Promise<Unavailable | undefined> {
  try {
    return await attempt(entries);
  } catch (error) {
    if (entries.length === 1) {
      entries[0].state = { kind: 'refused', problem: unprocessable(error) };
      return attempt(entries);
    }
    const middle = entries.length >> 1;
    const first = entries.slice(0, middle);
    const unavailable = await isolatingPoison(first, attempt);
    if (countFinished(first) < middle) return unavailable;
    return isolatingPoison(entries.slice(middle), attempt);
  }
}
