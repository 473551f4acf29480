import type { Shard, StoredRecord } from '../kinesis/shard.ts';
import { readBatchAnswer } from './batch-answer.ts';
import { aborted, type Clock, elapsed, firstOf } from './clock.ts';
import type { DiscardedBatch } from './failure-document.ts';
import { eventBytes, MAX_EVENT_BYTES } from './invocation-event.ts';
import { type AttemptOutcome, nextBatches, type PendingBatch } from './next-batches.ts';

/** How an invocation of the function ended. */
export type InvocationOutcome = { readonly requestId?: string } & (
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** It threw, timed out, ran out of memory or died. */
  | { readonly kind: 'function_error' }
  /** It did not run. */
  | { readonly kind: 'throttled' }
);

/** What the processing of batches needs from its mapping. */
export interface BatchPorts {
  readonly settings: {
    readonly retryAttempts: number;
    readonly bisectsOnError: boolean;
    readonly reportsItemFailures: boolean;
  };
  /** Older records are given up; never more than the stream keeps. */
  readonly maxRecordAgeMs: () => number;
  readonly invoke: (shard: Shard, records: readonly StoredRecord[]) => Promise<InvocationOutcome>;
  readonly giveUp: (batch: DiscardedBatch) => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * The pause before a retry doubles from half a second. Inferred from a recording: records of 60 s at most were given
 * up after seven invocations. The longest pause is chosen; AWS's is not known.
 */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

function pauseMs(setbacks: number): number {
  return setbacks === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (setbacks - 1));
}

/** Resolves when each record of the batch was handled or given up, or the mapping was stopped. */
export async function deliverBatch(shard: Shard, batch: readonly StoredRecord[], ports: BatchPorts): Promise<void> {
  const { clock, signal } = ports;
  const queue: PendingBatch[] = [{ records: batch, attempts: 0, setbacks: 0 }];
  for (let work = queue.shift(); work && !signal.aborted; work = queue.shift()) {
    const expiresMs = work.records[0].arrivalMs + ports.maxRecordAgeMs();
    const waitMs = Math.min(pauseMs(work.setbacks), expiresMs - clock.now());
    if (waitMs > 0) await firstOf(elapsed(clock, waitMs), aborted(signal));
    const young = await giveUpExpired(shard, work, ports);
    if (young && !signal.aborted) queue.unshift(...(await attempt(shard, young, ports)));
  }
}

/** Gives up the records at the front that are too old; the rest goes on as the work it was. */
async function giveUpExpired(shard: Shard, work: PendingBatch, ports: BatchPorts): Promise<PendingBatch | undefined> {
  const oldestMs = ports.clock.now() - ports.maxRecordAgeMs();
  const firstYoung = work.records.findIndex((record) => record.arrivalMs > oldestMs);
  if (firstYoung === 0) return work;
  const expired = firstYoung === -1 ? work.records : work.records.slice(0, firstYoung);
  await ports.giveUp({
    condition: 'RecordAgeExceeded',
    shard,
    records: expired,
    // As recorded: one more than there were invocations.
    approximateInvokeCount: work.attempts + 1,
  });
  return firstYoung === -1 ? undefined : { ...work, records: work.records.slice(firstYoung) };
}

async function attempt(shard: Shard, work: PendingBatch, ports: BatchPorts): Promise<readonly PendingBatch[]> {
  if (work.records.length === 1 && eventBytes(work.records[0]) > MAX_EVENT_BYTES) {
    await ports.giveUp({ condition: 'RecordTooLarge', shard, records: work.records, approximateInvokeCount: 0 });
    return [];
  }
  const outcome = await ports.invoke(shard, work.records);
  // A mapping that was stopped meanwhile judges nothing: the records stay where they are.
  if (ports.signal.aborted) return [];
  const next = nextBatches(work, invocationOf(outcome, work, ports), ports.settings);
  if (next !== 'exhausted') return next;
  await ports.giveUp({
    condition: 'RetryAttemptsExhausted',
    shard,
    records: work.records,
    approximateInvokeCount: work.attempts + 1,
    requestId: outcome.requestId,
    response: { functionError: outcome.kind === 'function_error' ? 'Unhandled' : null },
  });
  return [];
}

function invocationOf(outcome: InvocationOutcome, work: PendingBatch, ports: BatchPorts): AttemptOutcome {
  if (outcome.kind !== 'answered') return outcome;
  return ports.settings.reportsItemFailures ? readBatchAnswer(outcome.payload, work.records) : { kind: 'done' };
}
