import type { RecordedVerdict } from '../../incidents/replay.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { sourceOf } from '../../tabular/source-name.ts';
import type { ScoredTableRow } from './score-file.ts';

/** A scored row as if it had come on the stream when its time says; undefined without a verdict, or a time. */
export function recordedRow({ flags }: ColumnChoice, scored: ScoredTableRow): RecordedVerdict | undefined {
  const { row, features, verdict, past } = scored;
  const { timestampMs, label, index, id } = row;
  if (!verdict || timestampMs === undefined) return undefined;
  return {
    place: { shardId: 'file', sequenceNumber: String(index + 1), index: 0 },
    observation: { source: sourceOf(row, flags), timestampMs, features, ...(id !== undefined && { id }) },
    arrivalMs: timestampMs,
    verdict,
    label,
    usualIntervalMs: past?.usualIntervalMs,
  };
}
