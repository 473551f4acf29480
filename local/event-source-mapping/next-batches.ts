import type { StoredRecord } from '../kinesis/shard.ts';
import type { BatchOutcome } from './batch-answer.ts';

/** Records to be handed to the function together. */
export interface PendingBatch {
  readonly records: readonly StoredRecord[];
  /** Invocations of exactly these records so far that count against the retry attempts. */
  readonly attempts: number;
  /** Invocations in a row without progress, throttled ones too: they make the pause before the next one longer. */
  readonly setbacks: number;
}

export type AttemptOutcome = BatchOutcome | { readonly kind: 'function_error' } | { readonly kind: 'throttled' };

/**
 * The batches that are left of one after an invocation, in order; or that its retries are exhausted.
 *
 * Recorded from AWS: progress starts the count of attempts anew, and the first attempt is not a retry.
 * From AWS's documentation, not recorded: a throttled invocation is no attempt; with bisect, a batch that failed as a
 * whole is halved, which is no attempt either; with bisect and a reported record, the batch is cut at that record.
 */
export function nextBatches(
  pending: PendingBatch,
  invocation: AttemptOutcome,
  settings: { readonly retryAttempts: number; readonly bisectsOnError: boolean },
): readonly PendingBatch[] | 'exhausted' {
  const { records, attempts } = pending;
  const setbacks = pending.setbacks + 1;
  if (invocation.kind === 'done') return [];
  if (invocation.kind === 'throttled') return [{ records, attempts, setbacks }];
  if (invocation.kind === 'failed_from' && invocation.index > 0) {
    return [{ records: records.slice(invocation.index), attempts: 0, setbacks: 1 }];
  }
  if (invocation.kind !== 'failed_from' && settings.bisectsOnError && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, attempts, setbacks: 1 }));
  }
  if (attempts >= settings.retryAttempts) return 'exhausted';
  return [{ records, attempts: attempts + 1, setbacks }];
}
