import { parseNumber } from '../tabular/parse-cell.ts';
import { openTable } from '../tabular/read-table.ts';
import { TableError } from '../tabular/table-error.ts';

interface Spread {
  readonly mean: number;
  /** Standard deviation over the seeds. */
  readonly deviation: number;
}

export interface Baseline {
  readonly auc: Spread;
  readonly ap: Spread;
}

const COLUMNS = ['dataset', 'method', 'auc_mean', 'auc_std', 'ap_mean', 'ap_std'];

/**
 * What scikit-learn's IsolationForest reached, by set; other methods are passed over. Empty without a file.
 *
 * @throws {TableError} for a bad file or one without the columns `dataset, method, auc_mean, auc_std, ap_mean, ap_std`
 */
export async function readBaselines(file: string | undefined): Promise<Map<string, Baseline>> {
  const baselines = new Map<string, Baseline>();
  if (file === undefined) return baselines;
  const { header, rows, close } = await openTable(file);
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    close();
    throw new TableError(file, { line: 1 }, `baselines need the columns ${COLUMNS.join(', ')}; not there: ${missing}`);
  }
  for await (const { fields } of rows) {
    const [dataset, method, ...cells] = COLUMNS.map((name) => fields[header.indexOf(name)]);
    if (method !== 'IsolationForest') continue;
    const [aucMean, aucDeviation, apMean, apDeviation] = cells.map((cell) => parseNumber(cell) ?? Number.NaN);
    baselines.set(dataset, {
      auc: { mean: aucMean, deviation: aucDeviation },
      ap: { mean: apMean, deviation: apDeviation },
    });
  }
  return baselines;
}

/**
 * Which means are not within two standard deviations of the baseline; a figure that is no number is not within
 * anything.
 */
export function outside(ours: Baseline, baseline: Baseline): ('auc' | 'ap')[] {
  return (['auc', 'ap'] as const).filter((measure) => {
    const { mean, deviation } = baseline[measure];
    return !(Math.abs(ours[measure].mean - mean) <= 2 * deviation);
  });
}
