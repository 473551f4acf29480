import type { Contribution } from '../../contracts/verdict.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { csvLine } from '../../tabular/csv-line.ts';
import { columnAt } from '../../tabular/locate-columns.ts';
import { openLineWriter } from '../cli/line-writer.ts';
import type { ScoredTableRow } from './score-file.ts';

/** Writes scored rows as CSV in the order of their file, whatever the order in which they were judged. */
export interface ScoresFile {
  add(scored: ScoredTableRow): Promise<void>;
  close(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Begins the file. Of rows that were put in order in memory the lines are kept there, too, until all are judged.
 *
 * @param columns of the scored file that are written beside what is said of a row
 * @throws {TableError} for a column that the scored file does not have
 */
export async function openScoresFile(
  out: string,
  choice: ColumnChoice,
  columns: readonly string[],
): Promise<ScoresFile> {
  const kept = columns.map((name) => columnAt(choice.header, name, choice.files[0]));
  const writer = await openLineWriter(out);
  await writer.write(csvLine(['row', 'score', 'anomalous', 'grade', 'surprise', 'lane', 'expected', ...columns]));
  const waiting: string[] = [];
  return {
    async add(scored) {
      const line = lineOf(scored, kept);
      if (choice.outOfOrder) waiting[scored.row.index] = line;
      else await writer.write(line);
    },
    async close() {
      for (const line of waiting) await writer.write(line);
      await writer.close();
    },
    discard: () => writer.discard(),
  };
}

/** Empty fields for a row without any feature, as from the endpoint. */
function lineOf({ row, verdict }: ScoredTableRow, kept: readonly number[]): string {
  const { score, anomalous, grade, surprise, lane, contributions } = verdict ?? {};
  const expected = expectedWords(contributions?.[0]);
  return csvLine([
    row.index + 1,
    score,
    anomalous,
    grade,
    surprise,
    lane,
    expected,
    ...kept.map((at) => row.fields[at]),
  ]);
}

/** `temp 58 to 63`, of the value that is strangest for its source. */
function expectedWords({ feature, usual }: Partial<Contribution> = {}): string | undefined {
  return usual && `${feature} ${readable(usual.low)} to ${readable(usual.high)}`;
}

function readable(value: number): string {
  return String(Number(value.toPrecision(4)));
}
