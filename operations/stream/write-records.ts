import { type EntryAnswer, MAX_BYTES, MAX_ENTRIES, type PutEntries } from './put-entries.ts';

/** A row of a file as it goes into the stream. */
export interface OutgoingRecord {
  /** Number of the row in its file, from 1. */
  readonly row: number;
  /** Whose it is, and the partition key: rows of one source enter the stream in their order. */
  readonly source: string;
  readonly data: Uint8Array;
  /** Not to be sent sooner than this long after the start. */
  readonly dueMs: number;
}

export interface WriterPorts {
  readonly put: PutEntries;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
  /** Ends early, without an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface WriterOptions {
  /** Aborted: no further row is begun, those begun are finished. */
  readonly stop?: AbortSignal;
  /** Called for each record once, with the answer that took it in. */
  readonly onAccepted?: (record: OutgoingRecord, shardId: string, sequenceNumber: string) => void;
}

export interface Written {
  /** Records that are in the stream. */
  readonly accepted: number;
  /** Up to this row everything is in; 0 before the first. */
  readonly lastRow: number;
  /** Why no further row could be read; absent after the last one. */
  readonly failure?: Error;
  /** How often an entry was refused inside an answer, and sent again. */
  readonly refusals: number;
}

/** Rows begun and not yet in; bounds memory while a shard refuses. */
const MAX_WAITING = 2000;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;

const END = { done: true, value: undefined } as const;

interface Waiting {
  readonly record: OutgoingRecord;
  refusals: number;
  notBeforeMs: number;
}

/**
 * Writes records as they fall due, until each of them is in; also when the next one cannot be read.
 *
 * A call carries at most one record of each source: PutRecords keeps no order and may refuse any entry of a call, and
 * so a refused one is overtaken by other sources only.
 * @throws what `put` throws: the call failed as a whole
 */
export async function writeRecords(
  records: AsyncIterable<OutgoingRecord>,
  ports: WriterPorts,
  { stop, onAccepted }: WriterOptions = {},
): Promise<Written> {
  const startMs = ports.nowMs();
  const iterator = records[Symbol.asyncIterator]();
  let failure: Error | undefined;
  const read = () =>
    iterator.next().catch((error: Error) => {
      failure = error;
      return END;
    });
  let next = await read();
  let waiting: Waiting[] = [];
  let accepted = 0;
  let lastRow = 0;
  let refusals = 0;
  const more = () => !stop?.aborted && !next.done;

  while (waiting.length > 0 || more()) {
    while (more() && waiting.length < MAX_WAITING && startMs + next.value.dueMs <= ports.nowMs()) {
      waiting.push({ record: next.value, refusals: 0, notBeforeMs: 0 });
      lastRow = next.value.row;
      next = await read();
    }
    const heads = firstOfEachSource(waiting);
    const call = chooseCall(heads, ports.nowMs());
    if (call.length === 0) {
      const dueMs = more() && waiting.length < MAX_WAITING ? startMs + next.value.dueMs : Number.POSITIVE_INFINITY;
      const wakeMs = Math.min(dueMs, ...heads.map(({ notBeforeMs }) => notBeforeMs));
      // Stopping cuts the wait for the next row short, never the wait for a refused one.
      await ports.sleep(Math.max(0, wakeMs - ports.nowMs()), waiting.length > 0 ? undefined : stop);
      continue;
    }
    const refused = await send(call, ports, onAccepted);
    accepted += call.length - refused.size;
    refusals += refused.size;
    const sent = new Set(call);
    waiting = waiting.filter((entry) => !sent.has(entry) || refused.has(entry));
  }
  await iterator.return?.();
  return { accepted, lastRow, refusals, ...(failure && { failure }) };
}

/** The others wait for them. */
function firstOfEachSource(waiting: readonly Waiting[]): Waiting[] {
  const sources = new Set<string>();
  return waiting.filter(({ record: { source } }) => !sources.has(source) && sources.add(source));
}

/** As many as a call takes of those whose time has come. */
function chooseCall(heads: readonly Waiting[], nowMs: number): Waiting[] {
  const call: Waiting[] = [];
  let bytes = 0;
  for (const entry of heads) {
    if (entry.notBeforeMs > nowMs) continue;
    const { source, data } = entry.record;
    // A character of the key is at most 4 bytes.
    bytes += data.length + 4 * source.length;
    if (call.length === MAX_ENTRIES || (call.length > 0 && bytes > MAX_BYTES)) break;
    call.push(entry);
  }
  return call;
}

/** @returns those that were refused, set to wait */
async function send(
  call: readonly Waiting[],
  ports: WriterPorts,
  onAccepted: WriterOptions['onAccepted'],
): Promise<Set<Waiting>> {
  const answers = await ports.put(call.map(({ record }) => ({ partitionKey: record.source, data: record.data })));
  if (answers.length !== call.length) {
    throw new Error(`the stream answered for ${answers.length} records, ${call.length} were put`);
  }
  const refused = new Set<Waiting>();
  for (const [i, entry] of call.entries()) {
    const answer: EntryAnswer = answers[i];
    if ('refused' in answer) {
      refused.add(entry);
      entry.notBeforeMs = ports.nowMs() + backoffMs(entry.refusals++, ports.random());
    } else {
      onAccepted?.(entry.record, answer.shardId, answer.sequenceNumber);
    }
  }
  return refused;
}

/** Twice as long each time, half of it left to chance, so that refused writers do not come back together. */
function backoffMs(refusals: number, random: number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** refusals);
  return (ceiling * (1 + random)) / 2;
}
