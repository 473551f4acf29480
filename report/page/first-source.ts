import type { PageData } from './page-data.ts';
import { isFlagged, type Rows } from './rows.ts';

/**
 * Whose rows are shown first: where the past of sources is known, the one to which the most happened, because what was
 * expected is drawn of one source alone; else all.
 */
export function firstSource({ sources, events }: PageData, rows: Rows): number | undefined {
  if (!rows.usual || sources.length < 2) return undefined;
  const happened = new Float64Array(sources.length);
  for (const { source } of events) happened[source]++;
  // of those with as many events the one with the most anomalies
  for (let row = 0; row < rows.count; row++)
    if (isFlagged(rows.mark[row])) happened[rows.source[row]] += 1 / rows.count;
  return happened.reduce((most, count, source) => (count > happened[most] ? source : most), 0);
}
