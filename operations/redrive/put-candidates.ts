import type { PutEntries, StreamEntry } from '../stream/put-entries.ts';
import { systemPorts } from '../stream/system-ports.ts';
import { writeRecords } from '../stream/write-records.ts';
import type { Candidate } from './candidate.ts';
import { packRecords, type RedriveRecord } from './pack-records.ts';
import { puttingWithProgress, type SaveIdentities } from './save-progress.ts';

export interface PutPorts {
  readonly put: PutEntries;
  readonly save: SaveIdentities;
  /** Aborted: it ends after the call that is under way. */
  readonly stop: AbortSignal;
  /** They are on the stream. */
  readonly onAccepted: (candidates: readonly Candidate[]) => void;
}

/** Puts candidates on the stream until all of them are in. Stopped, it ends after the call that is under way. */
export async function putCandidates(
  candidates: AsyncIterable<Candidate>,
  { put, save, stop, onAccepted }: PutPorts,
): Promise<void> {
  const writer = puttingWithProgress(put, save);
  const ports = {
    ...systemPorts,
    put(entries: readonly StreamEntry[]) {
      // The writer itself would first finish the thousands of records that it has taken in.
      stop.throwIfAborted();
      return writer.put(entries);
    },
  };
  const records = announced(packRecords(candidates), writer.expect);
  try {
    await writeRecords(records, ports, {
      stop,
      onAccepted: (record) => onAccepted((record as RedriveRecord).candidates),
    });
  } catch (error) {
    if (!stop.aborted || error !== stop.reason) throw error;
  }
}

async function* announced(
  records: AsyncIterable<RedriveRecord>,
  expect: (record: RedriveRecord) => void,
): AsyncGenerator<RedriveRecord> {
  for await (const record of records) {
    expect(record);
    yield record;
  }
}
