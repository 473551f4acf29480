import { basename } from 'node:path';
import type { ColumnFlags } from './locate-columns.ts';
import type { Row } from './read-rows.ts';

/** Says whose a row is: what its source column says, else what was told for all rows, else the name of its file. */
export function sourceOf({ source, file }: Pick<Row, 'source' | 'file'>, { defaultSource }: ColumnFlags): string {
  return source ?? defaultSource ?? sourceName(file);
}

/** What rows are said to be about when their file does not say: `pump-3` of `data/pump-3.csv.gz`. */
export function sourceName(file: string): string {
  return basename(file).replace(/(\.(csv|tsv|txt|jsonl|ndjson|json))?(\.gz)?$/, '') || basename(file);
}
