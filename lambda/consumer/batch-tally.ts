import { type Derivation, isDerivedName } from '../../contracts/derive.ts';
import type { BatchLine, UnknownNameLine, UnknownNamesLine } from '../../contracts/log-lines.ts';
import type { ProblemCode } from '../../contracts/problem-codes.ts';
import { shortName } from '../../contracts/record-forms/excerpt.ts';
import {
  type Entry,
  hasImplausibleTime,
  isAnomalous,
  isAside,
  isLearned,
  isTestAlert,
  reasonOf,
  verdictOf,
} from './entry.ts';
import type { StreamRecord } from './stream-record.ts';

/** What became of a batch, counted as its parts finish. */
export class BatchTally {
  readonly oldestArrivalMs: number;
  /** Absent when the model knew every observation's names, or at least one of each. */
  unknownNames?: UnknownNamesLine;
  /** Names that were not said before. */
  readonly newNames: UnknownNameLine[] = [];
  /** The first record not yet done, when the batch ends early. */
  retryFrom?: string;
  readonly #records: readonly StreamRecord[];
  readonly #derive: readonly Derivation[];
  /** Of the record that was added to last. */
  #finishedOfLast = { sequenceNumber: '', observations: 0 };
  readonly #counts = { observations: 0, done: 0, quarantined: 0, anomalous: 0 };
  /** By feature: observations that lack it. */
  readonly #imputed = new Map<string, number>();
  #implausibleTimes = 0;
  #learned = 0;
  #scoredByFunction = 0;
  #learning = 0;

  /**
   * @param records one or more, of one shard
   * @param derive features that are derived of what sources did
   */
  constructor(records: readonly StreamRecord[], derive: readonly Derivation[] = []) {
    this.#derive = derive;
    this.#records = records;
    this.oldestArrivalMs = Math.min(...records.map(({ arrivalMs }) => arrivalMs));
  }

  /** @param finished each done or in quarantine */
  add(finished: readonly Entry[]): void {
    for (const entry of finished) {
      this.#countLast(entry);
      if (isLearned(entry)) this.#learned++;
      if (isAside(entry)) continue;
      const reason = reasonOf(entry);
      this.#counts.observations++;
      this.#counts[reason ? 'quarantined' : 'done']++;
      if (isAnomalous(entry) && !isTestAlert(entry)) this.#counts.anomalous++;
      for (const name of verdictOf(entry)?.imputed ?? []) {
        // Where it was derived, nothing is missing that a producer could send.
        if (entry.past?.derived && isDerivedName(name, this.#derive)) continue;
        this.#imputed.set(name, (this.#imputed.get(name) ?? 0) + 1);
      }
      if (verdictOf(entry)?.learning) this.#learning++;
      if (hasImplausibleTime(entry)) this.#implausibleTimes++;
      if (verdictOf(entry)?.scoredBy === 'function') this.#scoredByFunction++;
      const names = reason && unknownNames(entry);
      if (!names) continue;
      const { names: first, observations } = this.unknownNames ?? { names, observations: 0 };
      this.unknownNames = { names: first, observations: observations + 1, reason: reason.message };
    }
  }

  /** Sequence number of the batch's first record. */
  get first(): string {
    return this.#records[0].sequenceNumber;
  }

  /** How many observations of the first record that is not finished are. */
  finishedOf({ sequenceNumber }: StreamRecord): number {
    return this.#finishedOfLast.sequenceNumber === sequenceNumber ? this.#finishedOfLast.observations : 0;
  }

  #countLast({ record: { sequenceNumber } }: Entry): void {
    const observations = this.#finishedOfLast.sequenceNumber === sequenceNumber ? this.#finishedOfLast.observations : 0;
    this.#finishedOfLast = { sequenceNumber, observations: observations + 1 };
  }

  /** Of the judged observations, how many lack the feature that is missing most, in percent; 0 without any. */
  get imputedPercent(): number {
    return this.#counts.done === 0 ? 0 : (100 * Math.max(0, ...this.#imputed.values())) / this.#counts.done;
  }

  get line(): BatchLine {
    const records = this.#records;
    const imputed = [...this.#imputed].sort(([, a], [, b]) => b - a).slice(0, MAX_NAMES);
    return {
      shardId: records[0].shardId,
      first: this.first,
      last: records.at(-1)!.sequenceNumber,
      records: records.length,
      ...this.#counts,
      ...(imputed.length > 0 && {
        imputed: Object.fromEntries(imputed.map(([name, count]) => [shortName(name), count])),
      }),
      ...(this.#implausibleTimes > 0 && { implausibleTimes: this.#implausibleTimes }),
      ...(this.#scoredByFunction > 0 && { scoredByFunction: this.#scoredByFunction }),
      ...(this.#learning > 0 && { learning: this.#learning }),
      ...(this.#learned > 0 && { learned: this.#learned }),
      ...(this.retryFrom !== undefined && { retryFrom: this.retryFrom }),
    };
  }
}

/** The model's word for an observation that has none of its features. */
const NO_KNOWN_FEATURE: ProblemCode = 'no_known_feature';
/** Enough to recognise a stream by. */
const MAX_NAMES = 20;

/** The names of an observation of which the model knows none; undefined when that is not what is wrong with it. */
export function unknownNames(entry: Entry): string[] | undefined {
  const { decoded } = entry;
  if (reasonOf(entry)?.code !== NO_KNOWN_FEATURE || !decoded.ok) return undefined;
  const { features } = decoded.observation;
  return Array.isArray(features) ? undefined : Object.keys(features).slice(0, MAX_NAMES).map(shortName);
}
