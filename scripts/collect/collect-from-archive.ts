import { counted } from '../../contracts/counted.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import { archivedVerdicts } from '../cli/archived-lines.ts';
import { startProgress } from '../cli/progress.ts';
import { CollectedSummary } from './collected-summary.ts';
import { observationTable } from './observation-table.ts';

/** What is collected of an archive, and where it goes. */
export interface CollectingArchive {
  /** The installation. */
  readonly name: string;
  /** How far back to begin, milliseconds. */
  readonly sinceMs: number;
  /** Rows that are enough. @default as many as there are */
  readonly rows?: number | undefined;
  /** Labels that get a column each. */
  readonly labels?: readonly string[] | undefined;
  /** The CSV file. */
  readonly out: string;
}

/**
 * Writes what an installation has archived into a CSV file, about in the order in which it was judged; no test alerts.
 *
 * @returns what is in the file, for people
 * @throws {Error} where nothing was archived in that time
 */
export async function collectFromArchive({ name, sinceMs, rows, labels, out }: CollectingArchive): Promise<string> {
  const table = await observationTable(out, labels);
  const summary = new CollectedSummary();
  const progress = startProgress(`from the archive of ${name}:`, 'rows');
  let tests = 0;
  try {
    for await (const { observation, decided } of archivedVerdicts(name, Date.now() - sinceMs)) {
      if (summary.rows >= (rows ?? Number.POSITIVE_INFINITY)) break;
      if (decided?.decision === 'test') tests++;
      else {
        await table.add(observation);
        summary.add(observation);
        progress.update(summary.rows);
      }
    }
    if (summary.rows === 0)
      throw new Error(`the archive of ${name} has nothing of that time: look further back with --since`);
  } catch (error) {
    await table.discard();
    throw error;
  } finally {
    progress.stop();
  }
  const features = await table.finish();
  const lines = [`${out}: ${summary.size}, features ${features.join(', ')}`, ...summary.lines()];
  if (tests > 0) lines.push(`left out: ${counted(tests, 'test alert')}`);
  return lines.map(toPlainText).join('\n');
}
