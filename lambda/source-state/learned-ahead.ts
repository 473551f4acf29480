import type { Sources } from '../../streams/sources.ts';
import { type Entry, isUndecoded } from '../consumer/entry.ts';
import type { StreamRecord } from '../consumer/stream-record.ts';
import { learnFrom, learnRecord } from './learn-records.ts';
import type { Learner } from './learner.ts';

/** What is learned from the observations of a delivery before it is known that they are finished: a copy on write. */
export class LearnedAhead {
  readonly #base: Sources;
  readonly #learner: Learner;
  readonly #onThrow: (error: unknown) => void;
  #sources: Sources;
  /** The record whose observations were judged last, and how many of them. */
  #record: StreamRecord | undefined;
  #judged = 0;
  readonly #undecoded = new Set<StreamRecord>();

  /** @param onThrow hears of bugs of ours */
  constructor(base: Sources, learner: Learner, onThrow: (error: unknown) => void) {
    this.#base = base;
    this.#learner = learner;
    this.#onThrow = onThrow;
    this.#sources = base.overlay();
  }

  /** With all that was learned. */
  get sources(): Sources {
    return this.#sources;
  }

  /** The record that was judged last; undefined where all that was learned is of whole records before. */
  get record(): StreamRecord | undefined {
    return this.#record;
  }

  /** Judges an observation by what was known before it, and learns it. */
  judge(entry: Entry): void {
    const { record, decoded } = entry;
    if (record !== this.#record) {
      this.#record = record;
      this.#judged = 0;
    }
    if (isUndecoded(entry)) this.#undecoded.add(record);
    // An earlier delivery has finished those.
    if (decoded.index > this.#judged) {
      learnRecord(record, this.#sources, this.#learner, this.#judged, decoded.index);
      // It has told them, too.
      this.#sources.watch.take();
    }
    entry.past = learnFrom(entry, this.#sources, this.#onThrow);
    const silences = this.#sources.watch.take();
    if (silences.length > 0) entry.silences = silences;
    this.#judged = decoded.index + 1;
  }

  /** Goes back: of what was learned only these records, which are whole, stay. */
  goBackTo(records: readonly StreamRecord[]): void {
    this.#sources = this.#base.overlay();
    this.#record = undefined;
    for (const record of records) learnRecord(record, this.#sources, this.#learner);
  }

  /** Its base takes over all that was learned. */
  merge(): void {
    this.#base.merge(this.#sources);
    this.#sources = this.#base.overlay();
  }

  /** Whether the record was judged without being decoded, because whoever decodes it does not survive. */
  isUndecoded(record: StreamRecord): boolean {
    return this.#undecoded.has(record);
  }
}
