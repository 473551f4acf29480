import { csvLine } from '../../tabular/csv-line.ts';
import { type LineWriter, openLineWriter } from '../cli/line-writer.ts';
import type { Progress } from '../cli/progress.ts';
import type { GeneratedTable, NamedRow } from './generated-table.ts';

/**
 * Writes generated rows as CSV: `timestamp, source` (when there are several), the features, `label`, and `event` where
 * the kind has events.
 *
 * @param truthFile gets a line for each changed value: `row` (from 1), `feature`, `clean`, `value`
 * @returns how many rows are anomalies
 */
export async function writeGeneratedRows(
  table: GeneratedTable,
  file: string,
  truthFile: string | undefined,
  progress: Progress,
): Promise<number> {
  const out = await openLineWriter(file);
  const truth = truthFile === undefined ? undefined : await openLineWriter(truthFile);
  try {
    const anomalies = await writeLines(table, out, truth, progress);
    await out.close();
    await truth?.close();
    return anomalies;
  } catch (error) {
    await out.discard();
    await truth?.discard();
    throw error;
  }
}

async function writeLines(
  table: GeneratedTable,
  out: LineWriter,
  truth: LineWriter | undefined,
  progress: Progress,
): Promise<number> {
  const { names, hasSources, hasEvents, rows } = table;
  await out.write(
    csvLine(['timestamp', ...(hasSources ? ['source'] : []), ...names, 'label', ...(hasEvents ? ['event'] : [])]),
  );
  await truth?.write(csvLine(['row', 'feature', 'clean', 'value']));
  let anomalies = 0;
  let rowIndex = 0;
  for (const row of rows) {
    await out.write(lineOf(row, table));
    for (const { featureIndex, clean } of row.changes) {
      await truth?.write(csvLine([rowIndex + 1, names[featureIndex], clean, row.values[featureIndex]]));
    }
    anomalies += Number(row.label);
    progress.update(++rowIndex);
  }
  return anomalies;
}

function lineOf({ timestampMs, source, values, label, event }: NamedRow, { hasSources, hasEvents }: GeneratedTable) {
  const timestamp = new Date(timestampMs).toISOString();
  return csvLine([
    timestamp,
    ...(hasSources ? [source] : []),
    ...values,
    Number(label),
    ...(hasEvents ? [event ?? ''] : []),
  ]);
}
