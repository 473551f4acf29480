import type { StoredRecord } from '../kinesis/shard.ts';

/** What an answer of the function says about its batch. */
export type BatchOutcome =
  | { readonly kind: 'done' }
  /** Everything before `index` is done; from there on all of it comes again, later successes included. */
  | { readonly kind: 'failed_from'; readonly index: number }
  /** The answer names nothing that is in the batch: none of it is done. */
  | { readonly kind: 'all_failed' };

/**
 * Reads the answer of a function that reports batch item failures, as recorded from AWS: no answer, an empty one or one
 * without `batchItemFailures` is success; an item without a sequence number of the batch fails the whole batch.
 */
export function readBatchAnswer(answer: unknown, records: readonly StoredRecord[]): BatchOutcome {
  const failures = (answer as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return { kind: 'all_failed' };
  if (failures.length === 0) return { kind: 'done' };
  const places = new Map(records.map((record, index) => [record.sequenceNumber, index]));
  const indexes = failures.map((failure) => places.get(failure?.itemIdentifier) ?? -1);
  const index = Math.min(...indexes);
  return index < 0 ? { kind: 'all_failed' } : { kind: 'failed_from', index };
}
