import { basename } from 'node:path';

/** What rows are said to be about when their file does not say: `pump-3` of `data/pump-3.csv.gz`. */
export function sourceName(file: string): string {
  return basename(file).replace(/(\.(csv|tsv|txt|jsonl|ndjson|json))?(\.gz)?$/, '') || basename(file);
}
