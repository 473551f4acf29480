import { recordNameOf } from '../../contracts/incident-table.ts';
import { Unavailable } from '../failures.ts';
import { type Entry, toEntries, undecoded } from './entry.ts';
import type { Ports } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import { type StreamRecord, streamNameOf } from './stream-record.ts';

/** A first record that is older than this may have been tried before. A younger one costs no call. */
const MAYBE_TRIED_AFTER_MS = 10_000;
/**
 * Deliveries of a record alone that never ended: after so many, whoever decodes it once more does not survive either.
 */
const MAX_UNFINISHED = 2;
/** Whether nobody can have tried it before. One from the future may be of any age: its clock or ours is wrong. */
export function isYoung({ arrivalMs }: StreamRecord, nowMs: number): boolean {
  return Math.abs(nowMs - arrivalMs) < MAYBE_TRIED_AFTER_MS;
}

/** Half of the time for which one record may hold its shard: the rest is for finding it. */
const HELD_AFTER_MS = 15 * 60_000;

/** What is remembered of one record that gives trouble, where it outlives the process. */
export interface RecordNote {
  /** Deliveries of it alone that began and of whose end nothing is known. */
  readonly unfinished: number;
  /** Of its observations, from the first, how many are finished... */
  readonly finished: number;
  /** ...of how many. */
  readonly observations: number;
  /** Since when it has been the first that could not be finished, by the wall clock. */
  readonly heldSinceMs: number;
}

/**
 * Notes by the record's name, `recordNameOf`. Every method fails with `Unavailable` when the table cannot be reached.
 */
export interface RecordNotes {
  read(record: string): Promise<RecordNote | undefined>;
  write(record: string, note: RecordNote): Promise<void>;
  clear(record: string): Promise<void>;
}

type HeadPorts = Pick<Ports, 'notes' | 'now' | 'report'>;

/** How far work on a batch came: the first record that is not finished, and how many of its observations are. */
export interface Stop {
  readonly record: StreamRecord;
  readonly finished: number;
  readonly observations: number;
}

/**
 * The first record of a batch. Kinesis events carry no count of deliveries, so what earlier deliveries came to stands
 * in a note beside the incidents:
 *
 * | the note says | the record |
 * |---|---|
 * | nothing, or the record is young | is handled like any other |
 * | some of its observations are finished | goes on behind them |
 * | two deliveries of it alone never ended | goes to quarantine undecoded: it ends whoever decodes it |
 * | it has been the first for a quarter of an hour | may be to blame, or one behind it: see `isolate-failures.ts` |
 *
 * Lambda halves a batch whose invocation failed, so that a record that ends the function comes alone sooner or later.
 */
export class HeadRecord {
  readonly #record: StreamRecord;
  readonly #note: RecordNote | undefined;
  readonly #ports: HeadPorts;

  private constructor(record: StreamRecord, note: RecordNote | undefined, ports: HeadPorts) {
    this.#record = record;
    this.#note = note;
    this.#ports = ports;
  }

  /** Before anything of the batch is decoded. Never fails: without its note a record is handled like any other. */
  static async open(records: readonly StreamRecord[], ports: HeadPorts): Promise<HeadRecord> {
    const record = records[0];
    const nowMs = ports.now();
    if (isYoung(record, nowMs)) return new HeadRecord(record, undefined, ports);
    const name = nameOf(record);
    let note = await orReported(ports.notes.read(name), ports);
    if (records.length === 1 && (note?.unfinished ?? 0) < MAX_UNFINISHED) {
      const { unfinished = 0, finished = 0, observations = 0, heldSinceMs = nowMs } = note ?? {};
      note = { unfinished: unfinished + 1, finished, observations, heldSinceMs };
      await orReported(ports.notes.write(name, note), ports);
      return new HeadRecord(record, { ...note, unfinished }, ports);
    }
    return new HeadRecord(record, note, ports);
  }

  /** Whoever decodes it does not survive. */
  get #isPoison(): boolean {
    return (this.#note?.unfinished ?? 0) >= MAX_UNFINISHED;
  }

  /** It has held up its shard for so long that a record may be to blame although the endpoint seems unavailable. */
  get isHeld(): boolean {
    return this.#note !== undefined && this.#ports.now() - this.#note.heldSinceMs > HELD_AFTER_MS;
  }

  /** Its observations that are not finished yet. */
  entries(settings: BatchSettings): Entry[] {
    const { finished = 0, observations = 0 } = this.#note ?? {};
    if (this.#isPoison) return [undecoded(this.#record)];
    const entries = toEntries(this.#record, settings);
    // Other settings make other observations of it: then it begins anew, and what was counted is not counted again.
    return entries.length === observations ? entries.slice(finished) : entries;
  }

  /**
   * When work on the batch ends.
   *
   * @param stop where it ended early
   */
  async close(stop: Stop | undefined): Promise<void> {
    const { notes } = this.#ports;
    const isFinished = stop?.record !== this.#record;
    if (this.#note && isFinished) await orReported(notes.clear(nameOf(this.#record)), this.#ports);
    if (!stop) return;
    const before = isFinished ? undefined : this.#note;
    // What is left when a held shard moves is what has held it.
    const inherited = this.isHeld ? this.#note?.heldSinceMs : undefined;
    const { finished = 0, observations, heldSinceMs = inherited ?? this.#ports.now() } = before ?? {};
    const isSame = observations === stop.observations;
    const note: RecordNote = {
      unfinished: before && this.#isPoison ? before.unfinished : 0,
      finished: (isSame ? finished : 0) + stop.finished,
      observations: stop.observations,
      heldSinceMs,
    };
    await orReported(notes.write(nameOf(stop.record), note), this.#ports);
  }
}

function nameOf(record: StreamRecord): string {
  return recordNameOf(streamNameOf(record), record.shardId, record.sequenceNumber);
}

/** Notes are a help: what cannot be noted holds nothing up. */
async function orReported<T>(call: Promise<T>, { report }: HeadPorts): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    report.unavailable({ port: error.port, reason: error.message });
    return undefined;
  }
}
