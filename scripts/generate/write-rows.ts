import { csvLine } from '../../tabular/csv-line.ts';
import { type LineWriter, openLineWriter } from '../cli/line-writer.ts';
import type { Progress } from '../cli/progress.ts';
import { type Generation, generateRows } from './generate-rows.ts';

/**
 * Writes generated rows as CSV: `timestamp, source` (when there are several), `feature_1.., label`.
 *
 * @param truthFile gets a line for each changed value: `row` (from 1), `feature`, `clean`, `value`
 * @returns how many rows are anomalies
 */
export async function writeGeneratedRows(
  generation: Generation,
  file: string,
  truthFile: string | undefined,
  progress: Progress,
): Promise<number> {
  const names = Array.from({ length: generation.features }, (_, i) => `feature_${i + 1}`);
  const out = await openLineWriter(file);
  const truth = truthFile === undefined ? undefined : await openLineWriter(truthFile);
  try {
    const anomalies = await writeLines(generation, names, out, truth, progress);
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
  generation: Generation,
  names: readonly string[],
  out: LineWriter,
  truth: LineWriter | undefined,
  progress: Progress,
): Promise<number> {
  const sourced = generation.sources > 1;
  await out.write(csvLine(['timestamp', ...(sourced ? ['source'] : []), ...names, 'label']));
  await truth?.write(csvLine(['row', 'feature', 'clean', 'value']));

  let anomalies = 0;
  let rowIndex = 0;
  for (const { timestampMs, sourceIndex, values, changes } of generateRows(generation)) {
    const timestamp = new Date(timestampMs).toISOString();
    const source = sourced ? [`source-${sourceIndex + 1}`] : [];
    const label = changes.length > 0 ? 1 : 0;
    await out.write(csvLine([timestamp, ...source, ...values, label]));
    for (const { featureIndex, clean } of changes) {
      await truth?.write(csvLine([rowIndex + 1, names[featureIndex], clean, values[featureIndex]]));
    }
    anomalies += label;
    progress.update(++rowIndex);
  }
  return anomalies;
}
