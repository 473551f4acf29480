import { KinesisClient } from '@aws-sdk/client-kinesis';
import { type ReceivedRecord, readStream, type StreamStart } from '../../operations/stream/read-stream.ts';
import { systemPorts } from '../../operations/stream/system-ports.ts';
import { interruptSignal } from '../cli/interrupt.ts';
import { startProgress } from '../cli/progress.ts';
import { CollectedRows, type RecordReading } from './collected-rows.ts';
import { observationTable } from './observation-table.ts';

/** What is collected, and where it goes. */
export interface Collecting extends RecordReading {
  readonly streamName: string;
  /** How long to listen, milliseconds. */
  readonly forMs: number;
  /** How far back to begin, milliseconds. @default with what comes from now on */
  readonly sinceMs?: number | undefined;
  /** Rows that are enough. @default as many as come */
  readonly rows?: number | undefined;
  /** Labels that get a column each. */
  readonly labels?: readonly string[] | undefined;
  /** Takes all that the stream gives, also what the consumer would need to keep up. */
  readonly isFast?: boolean | undefined;
  /** The CSV file. */
  readonly out: string;
}

/**
 * Writes what flows through a stream into a CSV file, until there is enough, the time is over or a person interrupts.
 *
 * @returns what came, for people
 * @throws {Error} where nothing readable came; what reading the stream throws, when the rows that came are written
 */
export async function collectFromStream(collecting: Collecting): Promise<string> {
  const {
    streamName,
    forMs,
    sinceMs,
    rows: wanted = Number.POSITIVE_INFINITY,
    labels,
    isFast,
    out,
    ...reading
  } = collecting;
  const table = await observationTable(out, labels);
  const enough = new AbortController();
  const interrupted = interruptSignal('stopping; writing the rows that are here ...');
  const stop = AbortSignal.any([enough.signal, interrupted, AbortSignal.timeout(forMs)]);
  const progress = startProgress(`from ${streamName}:`, 'rows');
  const rows = new CollectedRows(table, { ...reading, rows: wanted });
  const onRecords = async (records: readonly ReceivedRecord[]) => {
    for (const record of records) if (!rows.isEnough) await rows.add(record);
    progress.update(rows.count);
    if (rows.isEnough) enough.abort();
  };
  const client = new KinesisClient({});
  const start: StreamStart =
    sinceMs === undefined ? { kind: 'latest' } : { kind: 'since', timestampMs: Date.now() - sinceMs };
  const read = readStream({ client, streamName, start, stop, isFast, sleep: systemPorts.sleep, onRecords });
  const failure = await read.catch((error: Error) => error);
  progress.stop();
  client.destroy();

  if (rows.count === 0) {
    await table.discard();
    throw failure ?? new Error(`nothing readable came through ${streamName} in that time${rows.leftOut}`);
  }
  const said = rows.describe(out, await table.finish());
  if (!failure) return said;
  console.log(said);
  throw failure;
}
