import { decodeRecord } from '../../contracts/decode-record.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { FieldMapping } from '../../contracts/mapping.ts';
import type { LoggedLine } from '../installation/read-log.ts';
import type { GivenUpRecord } from '../quarantine/given-up.ts';

/** Lines that say how far the consumer came. */
export const PROGRESS_MESSAGES = [
  LOG_MESSAGES.batch,
  LOG_MESSAGES.anomaly,
  LOG_MESSAGES.verdict,
  LOG_MESSAGES.quarantined,
] as const;

/**
 * How far the consumer came in each shard, as its log says. It finishes a batch's observations in their order and logs
 * none before it is finished: so whatever comes before one in the same batch is done or in quarantine, too.
 */
export class ConsumerProgress {
  /** By shard, by sequence number: how many of the record's observations are finished. */
  readonly #finished = new Map<string, Map<string, number>>();

  add(line: LoggedLine): void {
    switch (line.message) {
      case LOG_MESSAGES.batch:
        if (line.retryFrom === undefined) this.#add(line.shardId, line.last, Number.POSITIVE_INFINITY);
        else this.#add(line.shardId, line.retryFrom, 0);
        return;
      case LOG_MESSAGES.anomaly:
      case LOG_MESSAGES.verdict:
      case LOG_MESSAGES.quarantined: {
        const [shardId = '', sequenceNumber = '', index] = line.identity.split(':');
        this.#add(shardId, sequenceNumber, Number(index) + 1);
      }
    }
  }

  #add(shardId: string, sequenceNumber: string, observations: number): void {
    const ofShard = this.#finished.get(shardId) ?? new Map<string, number>();
    this.#finished.set(shardId, ofShard);
    ofShard.set(sequenceNumber, Math.max(observations, ofShard.get(sequenceNumber) ?? 0));
  }

  /**
   * How many of a given-up batch's records, from the first, were finished before it was given up.
   * @param records in shard order
   * @param mapping with which the consumer reads them: it may say how many observations a record has
   */
  finishedOf(records: readonly GivenUpRecord[], mapping: FieldMapping): number {
    const at = records.findLastIndex((record) => this.#of(record) !== undefined);
    if (at === -1) return 0;
    const { data, ...context } = records[at];
    return this.#of(records[at])! >= decodeRecord(data, { ...context, mapping }).length ? at + 1 : at;
  }

  #of({ shardId, sequenceNumber }: GivenUpRecord): number | undefined {
    return this.#finished.get(shardId)?.get(sequenceNumber);
  }
}
