import type { BatchLine, UnknownNamesLine } from '../../contracts/log-lines.ts';
import { type Entry, isAnomalous, isScoredDrill, reasonOf } from './entry.ts';
import type { StreamRecord } from './stream-record.ts';
import { unknownNames } from './unknown-names.ts';

/** What became of a batch, counted as its parts finish. */
export class BatchTally {
  readonly oldestArrivalMs: number;
  /** Absent when the model knew every observation's names, or at least one of each. */
  unknownNames?: UnknownNamesLine;
  /** The first record not yet done, when the batch ends early. */
  retryFrom?: string;
  readonly #records: readonly StreamRecord[];
  readonly #counts = { observations: 0, done: 0, quarantined: 0, anomalous: 0 };

  /** @param records one or more, of one shard */
  constructor(records: readonly StreamRecord[]) {
    this.#records = records;
    this.oldestArrivalMs = Math.min(...records.map(({ arrivalMs }) => arrivalMs));
  }

  /** @param finished each done or in quarantine */
  add(finished: readonly Entry[]): void {
    for (const entry of finished) {
      const reason = reasonOf(entry);
      this.#counts.observations++;
      this.#counts[reason ? 'quarantined' : 'done']++;
      if (isAnomalous(entry) && !isScoredDrill(entry)) this.#counts.anomalous++;
      const names = reason && unknownNames(entry);
      if (!names) continue;
      const { names: first, observations } = this.unknownNames ?? { names, observations: 0 };
      this.unknownNames = { names: first, observations: observations + 1, reason: reason.message };
    }
  }

  get line(): BatchLine {
    const records = this.#records;
    return {
      shardId: records[0]!.shardId,
      first: records[0]!.sequenceNumber,
      last: records.at(-1)!.sequenceNumber,
      records: records.length,
      ...this.#counts,
      ...(this.retryFrom !== undefined && { retryFrom: this.retryFrom }),
    };
  }
}
