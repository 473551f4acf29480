import { parseNumber } from '../tabular/parse-cell.ts';
import { openTable } from '../tabular/read-table.ts';
import { TableError } from '../tabular/table-error.ts';

/** A figure over several seeds. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation over the seeds. */
  readonly deviation: number;
}

/** How well a method does on a set. */
export interface Accuracy {
  readonly auc: Spread;
  readonly ap: Spread;
}

const COLUMNS = ['dataset', 'method', 'protocol', 'auc_mean', 'auc_std', 'ap_mean', 'ap_std'];

/** Rows 1, 3, 5, ... are trained on, the others are scored. */
const PROTOCOL = 'even_odd';

/**
 * What others reached, by set and method (`cardio LOF`), trained on every other row; other protocols are passed over.
 * Empty without a file.
 *
 * @throws {TableError} for a bad file or one without the columns `dataset, method, protocol, auc_mean, auc_std,
 *   ap_mean, ap_std`
 */
export async function readBaselines(file: string | undefined): Promise<Map<string, Accuracy>> {
  const baselines = new Map<string, Accuracy>();
  if (file === undefined) return baselines;
  const { header, rows, close } = await openTable(file);
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    close();
    throw new TableError(file, { line: 1 }, `baselines need the columns ${COLUMNS.join(', ')}; not there: ${missing}`);
  }
  for await (const { fields } of rows) {
    const [dataset, method, protocol, ...cells] = COLUMNS.map((name) => fields[header.indexOf(name)]);
    if (protocol !== PROTOCOL) continue;
    const [aucMean, aucDeviation, apMean, apDeviation] = cells.map((cell) => parseNumber(cell) ?? Number.NaN);
    baselines.set(`${dataset} ${method}`, {
      // what draws nothing was measured once
      auc: { mean: aucMean, deviation: aucDeviation || 0 },
      ap: { mean: apMean, deviation: apDeviation || 0 },
    });
  }
  return baselines;
}
