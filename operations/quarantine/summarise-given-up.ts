import type { GivenUpBatch } from './given-up.ts';
import { recordIdentity } from './record-identity.ts';

export interface GivenUpSummary {
  /** Batches of which records wait. */
  readonly batches: number;
  /** Records that wait, each once. */
  readonly records: number;
  /** Records that were put on the stream again. */
  readonly redriven: number;
  /** When the last batch was given up, ISO 8601; '' when none was. */
  readonly lastAt: string;
}

/** @param redriven as `redrivenIdentities` gives them */
export async function summariseGivenUp(
  batches: AsyncIterable<GivenUpBatch>,
  redriven: ReadonlySet<string>,
): Promise<GivenUpSummary> {
  const waiting = new Set<string>();
  const done = new Set<string>();
  let waitingBatches = 0;
  let lastAt = '';
  for await (const { records, givenUpAt } of batches) {
    const before = waiting.size;
    for (const record of records) {
      const identity = recordIdentity(record);
      (redriven.has(identity) ? done : waiting).add(identity);
    }
    if (waiting.size === before) continue;
    waitingBatches++;
    if (givenUpAt > lastAt) lastAt = givenUpAt;
  }
  return { batches: waitingBatches, records: waiting.size, redriven: done.size, lastAt };
}
