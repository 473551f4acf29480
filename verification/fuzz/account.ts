import type { ProblemCode } from '../../contracts/problem-codes.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import { type Entry, identityOfEntry, toEntries } from '../../lambda/consumer/entry.ts';
import type { StreamRecord } from '../../lambda/consumer/stream-record.ts';

/** The consumer's word for what our own code threw on. */
const UNPROCESSABLE: ProblemCode = 'unprocessable';

export interface AccountTotals {
  readonly records: number;
  readonly observations: number;
  readonly done: number;
  readonly quarantined: number;
  /** Records that hold no observation: control messages and deletions. */
  readonly empty: number;
  /** Quarantined observations by code, the most frequent first. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Records with an observation that is neither done nor in quarantine. */
  readonly lost: number;
  /** Observations that are both, or one of them twice. */
  readonly doubled: number;
  /** Observations that our own code failed on. */
  readonly unprocessable: number;
  /** Records that took longer to decode than any bytes justify. */
  readonly slow: number;
}

/** The costliest record takes a few seconds on a busy machine; a pattern that looks back at each byte takes an hour. */
const SLOW_MS = 10_000;

/** What became of every observation of a run, over sets of identities. */
export class Account {
  readonly #reasons = new Map<string, number>();
  readonly #counts = { records: 0, observations: 0, done: 0, quarantined: 0, empty: 0, lost: 0, doubled: 0, slow: 0 };
  readonly #now: () => number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  close(
    records: readonly StreamRecord[],
    done: readonly Entry[],
    quarantined: readonly QuarantinedObservation[],
  ): void {
    const ends = [...done.map(identityOfEntry), ...quarantined.map(({ identity }) => identity)];
    const identities = new Set(ends);
    this.#counts.records += records.length;
    this.#counts.observations += identities.size;
    this.#counts.done += done.length;
    this.#counts.quarantined += quarantined.length;
    this.#counts.doubled += ends.length - identities.size;
    for (const record of records) this.#look(record, identities);
    for (const { reason } of quarantined) this.#reasons.set(reason.code, (this.#reasons.get(reason.code) ?? 0) + 1);
  }

  get accounted(): AccountTotals {
    const reasons = Object.fromEntries([...this.#reasons].sort(([, a], [, b]) => b - a));
    return { ...this.#counts, reasons, unprocessable: reasons[UNPROCESSABLE] ?? 0 };
  }

  /** Whether each observation that our decoder finds in it has come to an end, and it was quick about it. */
  #look(record: StreamRecord, identities: ReadonlySet<string>): void {
    const startMs = this.#now();
    const entries = toEntries(record, { mapping: {}, source: 'auto' });
    if (this.#now() - startMs > SLOW_MS) this.#counts.slow++;
    if (entries.length === 0) this.#counts.empty++;
    if (!entries.every((entry) => identities.has(identityOfEntry(entry)))) this.#counts.lost++;
  }
}
