import { KINDS, type Kind } from './clean-series.ts';
import { type Generation, generateRows } from './generate-rows.ts';
import { paymentsTable } from './lifelike/payments.ts';
import { SERIES_KINDS } from './lifelike/series-kinds.ts';
import { seriesTable } from './lifelike/series-rows.ts';

/** Rows of generated data with the names that they are written under. */
export interface GeneratedTable {
  /** Of the features. */
  readonly names: readonly string[];
  readonly hasSources: boolean;
  /** Whether rows say what happened to them. */
  readonly hasEvents: boolean;
  readonly rows: Iterable<NamedRow>;
}

export interface NamedRow {
  readonly timestampMs: number;
  readonly source: string;
  /** Undefined where a value is missing. */
  readonly values: readonly (number | undefined)[];
  /** Features that were changed, with what they would have been. */
  readonly changes: readonly { readonly featureIndex: number; readonly clean: number }[];
  /** Whether it is an anomaly. */
  readonly label: boolean;
  /** What happened, in a word. */
  readonly event?: string;
}

/** All kinds of generated data: those of numbers alone, and those that look like life. */
export const DATA_KINDS = [...KINDS, ...SERIES_KINDS, 'payments'] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** What to generate; what is absent is as the kind usually has it. */
export interface DataGeneration {
  readonly kind: DataKind;
  readonly rows: number;
  readonly features?: number;
  readonly anomalies?: number;
  readonly sources?: number;
  readonly intervalMs?: number;
  readonly seed: number;
}

/** Whether features have names of numbers alone, and there are as many as one likes. */
export function isPlain(kind: DataKind): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}

/** The rows of any kind. */
export function generatedTable(generation: DataGeneration): GeneratedTable {
  const { kind, features = 3, anomalies: events, sources, ...others } = generation;
  if (isPlain(kind)) return plainTable({ ...generation, kind, features, sources: sources ?? 1 });
  if (kind === 'payments') return paymentsTable({ ...others, sources, events });
  return seriesTable({ ...others, kind, sources, events });
}

function plainTable(generation: Generation): GeneratedTable {
  return {
    names: Array.from({ length: generation.features }, (_, i) => `feature_${i + 1}`),
    hasSources: generation.sources > 1,
    hasEvents: false,
    rows: plainRows(generation),
  };
}

function* plainRows(generation: Generation): Generator<NamedRow> {
  for (const { sourceIndex, ...row } of generateRows(generation)) {
    yield { ...row, source: `source-${sourceIndex + 1}`, label: row.changes.length > 0 };
  }
}
