import type { DataGeneration } from '../generate/generated-table.ts';

export const EXAMPLE_NAMES = ['machines', 'metrics', 'payments', 'orders'] as const;
export type ExampleName = (typeof EXAMPLE_NAMES)[number];

/** One use of Weir; its settings and what one learns from it stand in `examples/NAME/`. */
export interface Example {
  /** What is generated where no file is given. */
  readonly generation: DataGeneration;
  /** Of these, how many may be told, as `train --alert-budget` reads it. */
  readonly alertBudget: string;
}

const SEED = 1;
const WEEKS = 16;
const DAYS = 7 * WEEKS;
const HOUR_MS = 3_600_000;

/** In the first quarter of the rows nothing happens: these train. */
export const EXAMPLES: Readonly<Record<ExampleName, Example>> = {
  // three machines, a reading in five minutes
  machines: {
    generation: { kind: 'machines', rows: 3 * 288 * DAYS, anomalies: 14, seed: SEED },
    alertBudget: '0.5/day',
  },
  // four servers, likewise
  metrics: {
    generation: { kind: 'metrics', rows: 4 * 288 * DAYS, anomalies: 18, seed: SEED },
    alertBudget: '0.3/day',
  },
  // two hundred cards, a payment or two a day
  payments: { generation: { kind: 'payments', rows: 60_000, seed: SEED }, alertBudget: '0.5/day' },
  // three shops, figures of each hour
  orders: {
    generation: { kind: 'seasonal', rows: 3 * 24 * 2 * DAYS, intervalMs: HOUR_MS, anomalies: 16, seed: SEED },
    alertBudget: '0.1/day',
  },
};

export const TRAINING_SHARE = 0.25;
