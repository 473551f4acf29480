import { basename } from 'node:path';
import type { ColumnChoice } from './choose-columns.ts';
import type { ColumnFlags } from './locate-columns.ts';
import type { Row } from './read-rows.ts';

/** Says whose a row is: what its source column says, else what was told for all rows, else the name of its file. */
export function sourceOf({ source, file }: Pick<Row, 'source' | 'file'>, { defaultSource }: ColumnFlags): string {
  return source ?? defaultSource ?? sourceName(file);
}

/** Says whose the rows of the only file are that name no source. */
export function sourceOfUnnamed({ files, flags }: Pick<ColumnChoice, 'files' | 'flags'>): string {
  return sourceOf({ file: files[0] }, flags);
}

/** What rows are said to be about when their file does not say: `pump-3` of `data/pump-3.csv.gz`. */
function sourceName(file: string): string {
  return basename(file).replace(/(\.(csv|tsv|txt|jsonl|ndjson|json))?(\.gz)?$/, '') || basename(file);
}
