import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';

/** Most lines are others, and need not be decoded. */
const MESSAGE = `"message":"${LOG_MESSAGES.batch}"`;

/** Stretches of the shards that the consumer says it has finished: in each, every record is done or in quarantine. */
export class FinishedBatches {
  readonly #stretches = new Map<string, { first: bigint; end: bigint }[]>();

  /** @param text one line of a function's log */
  read(text: string): void {
    const line = text.includes(MESSAGE) ? decodeLogLine(text) : undefined;
    if (line?.message !== LOG_MESSAGES.batch) return;
    const { shardId, first, last, retryFrom } = line;
    const stretches = this.#stretches.get(shardId) ?? [];
    stretches.push({ first: BigInt(first), end: retryFrom === undefined ? BigInt(last) + 1n : BigInt(retryFrom) });
    this.#stretches.set(shardId, stretches);
  }

  /** Which of a shard's records are in none of its stretches. */
  missing(shardId: string, sequenceNumbers: readonly string[]): string[] {
    const stretches = (this.#stretches.get(shardId) ?? []).toSorted((a, b) => (a.first < b.first ? -1 : 1));
    let at = 0;
    const ordered = sequenceNumbers.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    return ordered
      .filter((number) => {
        while (at < stretches.length && stretches[at].end <= number) at++;
        const stretch = stretches[at];
        return !stretch || number < stretch.first;
      })
      .map(String);
  }
}
