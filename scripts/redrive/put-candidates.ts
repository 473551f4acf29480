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
  /** How many candidates are on the stream. */
  readonly onProgress: (candidates: number) => void;
}

/** Puts candidates on the stream until all of them are in. @returns how many are */
export async function putCandidates(
  candidates: AsyncIterable<Candidate>,
  { put, save, stop, onProgress }: PutPorts,
): Promise<number> {
  const writer = puttingWithProgress(put, save);
  let done = 0;
  await writeRecords(
    announced(packRecords(candidates), writer.expect),
    { ...systemPorts, put: writer.put },
    {
      stop,
      onAccepted(record) {
        done += (record as RedriveRecord).candidates.length;
        onProgress(done);
      },
    },
  );
  return done;
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
