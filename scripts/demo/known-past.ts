import { namedFeatures } from '../../contracts/observation.ts';
import { Sources } from '../../streams/sources.ts';
import { sourcesSettings } from '../../streams/sources-settings.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { type Row, readRows } from '../../tabular/read-rows.ts';
import { sourceOf } from '../../tabular/source-name.ts';
import { type UsualValues, usualOfPast } from '../scoring/usual-of-past.ts';

/**
 * What the past of sources expected of replayed rows: the log says it of strange ones alone. It is worked out beside
 * the stream by the very same code, from the same rows in the same order.
 */
export class KnownPast {
  readonly #sources = new Sources(sourcesSettings());
  readonly #choice: ColumnChoice;
  /** By row, from 1. */
  readonly #usual = new Map<number, UsualValues>();

  /** @param choice of what is replayed */
  constructor(choice: ColumnChoice) {
    this.#choice = choice;
  }

  /** Learns rows that are taught before the replay. */
  async learn(history: ColumnChoice): Promise<void> {
    for await (const row of readRows(history)) this.#judge(row, history);
  }

  /** Notes what is expected of the next row that is replayed. */
  note(row: Row): void {
    const usual = usualOfPast(this.#judge(row, this.#choice));
    if (usual) this.#usual.set(row.index + 1, usual);
  }

  usualAt(row: number): UsualValues | undefined {
    return this.#usual.get(row);
  }

  #judge(row: Row, { features, flags }: ColumnChoice) {
    const { timestampMs, values } = row;
    if (timestampMs === undefined) return undefined;
    return this.#sources.judgeAndLearn({
      source: sourceOf(row, flags),
      timestampMs,
      arrivalMs: timestampMs,
      features: namedFeatures(features, values),
    });
  }
}
