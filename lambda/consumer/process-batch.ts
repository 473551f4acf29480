import type { BatchLine } from '../../contracts/log-lines.ts';
import { OutOfTime, type Unavailable, unprocessable } from '../failures.ts';
import { Backoff } from './backoff.ts';
import { type BatchPast, openPast, PastMemory } from './batch-past.ts';
import { BatchTally } from './batch-tally.ts';
import { type Entry, isAside, isUndecoded, reasonOf, toEntries, toQuarantined } from './entry.ts';
import { HeadRecord, type Stop } from './head-record.ts';
import { SampleKeeper } from './keep-samples.ts';
import { KnownPointer } from './known-pointer.ts';
import { KnownRules } from './known-rules.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import { ShadowWatch } from './shadow-watch.ts';
import { countFinished, STAGES, type StageContext } from './stages.ts';
import type { StreamRecord } from './stream-record.ts';
import { untilAvailable } from './until-available.ts';
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
  readonly past: PastMemory;
  readonly samples: SampleKeeper;
  readonly pointer: KnownPointer;
  readonly rules: KnownRules;
  readonly shadow: ShadowWatch;
}

/** What a process that has seen nothing remembers. */
export function emptyMemory(): Memory {
  return {
    backoff: new Backoff(),
    quality: new QualityWatch(),
    names: new NamesWatch(),
    sources: new SourcesWatch(),
    past: new PastMemory(),
    samples: new SampleKeeper(),
    pointer: new KnownPointer(),
    rules: new KnownRules(),
    shadow: new ShadowWatch(),
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
  const tally = new BatchTally(records, settings.sourceState?.derive);
  const past = await openPast(records, settings, ports, memory.past);
  if (!past) tally.retryFrom = tally.first;
  else if (past.records.length > 0) await workOff(past, tally, settings, ports, memory);
  ports.report.batch(tally);
  await memory.samples.keep(records[records.length - 1], ports);
  return tally.line;
}

/** Works on what is not finished yet, chunk by chunk, and says in the tally where it ended. */
async function workOff(
  past: BatchPast,
  tally: BatchTally,
  settings: BatchSettings,
  ports: Ports,
  { backoff, quality, names, sources, samples, shadow, ...known }: Memory,
): Promise<void> {
  const { records } = past;
  const offer = (finished: readonly Entry[]) => ports.samples && samples.offer(finished, settings.sourceState);
  const head = await HeadRecord.open(records, ports);
  const deliveredFrom = records[0].sequenceNumber;
  const context: StageContext = { deliveredFrom, isHeld: head.isHeld, settings, ports, sources, backoff, ...known };
  let stop: Stop | undefined;
  let uncommitted: readonly Entry[] = [];
  let isCommitted = true;
  for (const chunk of chunks(past, head, settings)) {
    if (settings.source === 'auto') sources.see(chunk);
    const finished = await told(chunk.slice(0, await finishChunk(chunk, context)), past, context);
    tally.add(finished);
    // Before the commit: who dies in between repeats it, and loses nothing.
    await ports.archive?.(finished, ports);
    await shadow.see(finished, known.pointer.shadow, context);
    if (settings.unknownFeatures !== 'ignore') tally.newNames.push(...names.see(finished));
    const unrepeated = settings.source === 'auto' ? sources.excess : undefined;
    await quality.see(finished, unrepeated, context);
    if (finished.length < chunk.length) {
      const { record, observationsOfRecord: observations } = chunk[finished.length];
      stop = { record, finished: tally.finishedOf(record), observations };
      uncommitted = finished;
      break;
    }
    await ports.report.flushed();
    isCommitted = await past.commit(recordAfter(chunk, records));
    if (!isCommitted) break;
    offer(finished);
  }
  await ports.report.flushed();
  isCommitted &&= await past.finish(stop?.record);
  if (isCommitted) offer(uncommitted);
  if (!isCommitted && past.next) stop = { record: past.next, finished: 0, observations: 0 };
  await head.close(stop);
  tally.retryFrom = stop?.record.sequenceNumber;
}

/**
 * Tells of the sources that these entries showed to be silent, or to speak again.
 *
 * @returns those that are finished then: where it cannot be told now, all before the first that showed some
 */
async function told(
  entries: readonly Entry[],
  past: BatchPast,
  { settings, ports, rules, backoff }: StageContext,
): Promise<readonly Entry[]> {
  const first = entries.findIndex(({ silences }) => silences !== undefined);
  if (first === -1) return entries;
  // Most batches show none: a cold start should read no more than they need.
  const { tellSilences } = await import('./tell-silences.ts');
  const tell = async () => {
    await tellSilences(entries, { settings, ports, rules, late: (counts) => past.late(counts) });
    return true;
  };
  return (await untilAvailable(tell, ports, backoff)) ? entries : entries.slice(0, first);
}

/** The first record of which something comes behind these entries. */
function recordAfter(entries: readonly Entry[], records: readonly StreamRecord[]): StreamRecord | undefined {
  const { record, decoded, observationsOfRecord } = entries[entries.length - 1];
  const isWhole = decoded.index === observationsOfRecord - 1;
  return isWhole ? records[records.indexOf(record) + 1] : record;
}

/** Decodes entries, and judges each by its past while it is at hand. */
function* chunks({ records, judge }: BatchPast, head: HeadRecord, settings: BatchSettings): Generator<Entry[]> {
  let chunk: Entry[] = [];
  let bytes = 0;
  for (const record of records) {
    const entries = record === records[0] ? head.entries(settings) : toEntries(record, settings);
    for (const entry of entries) {
      judge(entry);
      chunk.push(entry);
      bytes += weightOf(entry);
      // What comes behind one that is not decoded is judged when that is put down.
      if (chunk.length < CHUNK_OBSERVATIONS && bytes < CHUNK_BYTES && !isUndecoded(entry)) continue;
      yield chunk;
      chunk = [];
      bytes = 0;
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** Roughly, in bytes of memory. */
function weightOf({ decoded, values }: Entry): number {
  return decoded.ok ? 32 * values : decoded.data.length;
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
      else if (!isAside(entry)) ports.report.done(entry);
    }
    finished += ended.length;
    if (!unavailable) {
      backoff.succeeded();
    } else if (unavailable instanceof OutOfTime) {
      return finished;
    } else {
      const { port, message: reason, replacedAtMs } = unavailable;
      ports.report.unavailable({ port, reason, waitMs: backoff.failed(ports.now(), ports.random(), replacedAtMs) });
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
