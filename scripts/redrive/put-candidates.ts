import type { PutEntries } from '../stream/put-entries.ts';
import { systemPorts } from '../stream/system-ports.ts';
import { writeRecords } from '../stream/write-records.ts';
import type { Candidate } from './candidate.ts';
import { packRecords, type RedriveRecord } from './pack-records.ts';
import { puttingWithProgress, type SaveIdentities } from './save-progress.ts';

export interface PutPorts {
  readonly put: PutEntries;
  readonly save: SaveIdentities;
  /** Aborted: nothing further is begun, what was begun is finished. */
  readonly stop: AbortSignal;
  /** They are on the stream. */
  readonly onAccepted: (candidates: readonly Candidate[]) => void;
}

/** Puts candidates on the stream until all of them are in, or it is stopped. */
export async function putCandidates(
  candidates: AsyncIterable<Candidate>,
  { put, save, stop, onAccepted }: PutPorts,
): Promise<void> {
  const writer = puttingWithProgress(put, save);
  const records = announced(packRecords(candidates), writer.expect);
  await writeRecords(
    records,
    { ...systemPorts, put: writer.put },
    { stop, onAccepted: (record) => onAccepted((record as RedriveRecord).candidates) },
  );
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
