import { counted } from '../../contracts/counted.ts';
import { decodeRecord } from '../../contracts/decode-record.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import type { Problem } from '../../contracts/result.ts';
import { isTestObservation } from '../../contracts/test-alert.ts';
import type { ReceivedRecord } from '../../operations/stream/read-stream.ts';
import { CollectedSummary } from './collected-summary.ts';
import type { ObservationTable } from './observation-table.ts';

/** More lines nobody reads. */
const MAX_KINDS = 50;

/** How the consumer understands records, beside their own. */
export type RecordReading = Pick<Parameters<typeof decodeRecord>[1], 'mapping' | 'missingValues' | 'unnamedSource'>;

/** How the records are read, and when there are enough. */
interface Wanted extends RecordReading {
  readonly rows: number;
}

/** The rows that records come to, on their way into a table, and what is to be said of them and of all the rest. */
export class CollectedRows {
  readonly #summary = new CollectedSummary();
  /** By code and place: a message may quote a value that is another one each time. */
  readonly #unreadable = new Map<string, { readonly message: string; count: number }>();
  readonly #table: ObservationTable;
  readonly #wanted: Wanted;
  #empty = 0;
  #tests = 0;
  #stateOnly = 0;
  #canaries = 0;

  constructor(table: ObservationTable, wanted: Wanted) {
    this.#table = table;
    this.#wanted = wanted;
  }

  get count(): number {
    return this.#summary.rows;
  }

  get isEnough(): boolean {
    return this.count >= this.#wanted.rows;
  }

  /** Takes what is in a record: test alerts, canaries, history and what cannot be read are counted, and are no rows. */
  async add(record: ReceivedRecord): Promise<void> {
    const { rows: _, ...reading } = this.#wanted;
    const parts = decodeRecord(record.data, { ...record, ...reading });
    if (parts.length === 0) this.#empty++;
    for (const part of parts) {
      if (this.isEnough) return;
      if (!part.ok) {
        this.#countUnreadable(part.problem);
      } else if (isTestObservation(part.observation)) this.#tests++;
      else if (part.stateOnly) this.#stateOnly++;
      else if (part.canary) this.#canaries++;
      else {
        await this.#table.add(part.observation);
        this.#summary.add(part.observation);
      }
    }
  }

  #countUnreadable({ code, path, message }: Problem): void {
    const kind = `${code} ${path.replaceAll(/\d+/g, '')}`;
    const isOther = !this.#unreadable.has(kind) && this.#unreadable.size >= MAX_KINDS;
    const known = this.#unreadable.get(isOther ? '' : kind) ?? {
      message: isOther ? 'other reasons' : message,
      count: 0,
    };
    known.count++;
    this.#unreadable.set(isOther ? '' : kind, known);
  }

  /** What the file holds, a line for each feature. */
  describe(file: string, features: readonly string[]): string {
    const head = `${file}: ${this.#summary.size}, features ${features.join(', ')}`;
    return [head, ...this.#summary.lines()].map(toPlainText).join('\n') + this.leftOut;
  }

  /** A line for each kind of what is no row, each with a line feed before it. */
  get leftOut(): string {
    const lines = [
      ...(this.#tests > 0 ? [`left out: ${counted(this.#tests, 'test alert')}`] : []),
      ...(this.#stateOnly > 0
        ? [`left out: ${counted(this.#stateOnly, 'line')} that only change what is known of sources`]
        : []),
      ...(this.#canaries > 0 ? [`left out: ${counted(this.#canaries, 'canary', 'canaries')}`] : []),
      ...(this.#empty > 0
        ? [`${counted(this.#empty, 'record')} without an observation: control messages, deletions`]
        : []),
      ...Array.from(this.#unreadable.values(), ({ message, count }) => `${count} unreadable: ${message}`),
    ];
    return lines.map((line) => `\n${toPlainText(line)}`).join('');
  }
}
