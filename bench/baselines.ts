import { openTable } from '../tabular/read-table.ts';

interface Spread {
  readonly mean: number;
  /** Standard deviation over the seeds. */
  readonly deviation: number;
}

export interface Baseline {
  readonly auc: Spread;
  readonly ap: Spread;
}

/** What scikit-learn's IsolationForest reached, by set: columns `dataset, method, auc_mean, auc_std, ap_mean, ap_std`. Empty without a file. */
export async function readBaselines(file: string | undefined): Promise<Map<string, Baseline>> {
  const baselines = new Map<string, Baseline>();
  if (file === undefined) return baselines;
  const { header, rows } = await openTable(file);
  for await (const { fields } of rows) {
    const { dataset, method, auc_mean, auc_std, ap_mean, ap_std } = Object.fromEntries(
      header.map((name, i) => [name, fields[i]]),
    );
    if (method !== 'IsolationForest') continue;
    baselines.set(dataset, {
      auc: { mean: Number(auc_mean), deviation: Number(auc_std) },
      ap: { mean: Number(ap_mean), deviation: Number(ap_std) },
    });
  }
  return baselines;
}
