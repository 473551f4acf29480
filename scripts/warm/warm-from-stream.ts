import { KinesisClient } from '@aws-sdk/client-kinesis';
import { counted } from '../../contracts/counted.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import { type ReceivedRecord, readStream, type StreamStart } from '../../operations/stream/read-stream.ts';
import { systemPorts } from '../../operations/stream/system-ports.ts';
import { type OutgoingRecord, type WriterOptions, writeRecords } from '../../operations/stream/write-records.ts';
import {
  beforeBeginning,
  forgetRecords,
  type Lesson,
  learnRecords,
  observationsTaughtBy,
} from '../../operations/warm/stream-history.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { interruptSignal } from '../cli/interrupt.ts';
import { knownSources } from '../cli/known-sources.ts';
import { startProgress } from '../cli/progress.ts';
import { refuseKnown } from './refuse-known.ts';

export interface StreamToWarm {
  /** Of the installation. */
  readonly name: string;
  /** Where the history is. @default the installation's own stream */
  readonly stream?: string | undefined;
  /** Milliseconds: how far back. @default all that the stream still has */
  readonly since?: number | undefined;
  /** Takes all that the stream gives, also what the consumer would need to keep up. */
  readonly isFast: boolean;
  /** The sources that are meant. @default all */
  readonly only?: ReadonlySet<string> | undefined;
  /** Whether sources may be in it that are known, which begin anew then. */
  readonly forgets: boolean;
}

/** A stream that is read, and the one that is taught. */
interface History {
  readonly client: KinesisClient;
  readonly from: string;
  readonly start: StreamStart;
  readonly isFast: boolean;
  /** The sources that are meant. @default all */
  readonly only?: ReadonlySet<string> | undefined;
  /** Of the installation. */
  readonly streamName: string;
  readonly stop: AbortSignal;
}

/**
 * Teaches what is still on a stream. It is read twice: first for the sources that are in it, of which none may have a
 * past. Then each begins anew, and is taught what stands before that place: what comes later it learns by itself, and
 * what it has learned since the last snapshot it does not learn twice.
 */
export async function warmFromStream({ name, stream, since, isFast, only, forgets }: StreamToWarm): Promise<void> {
  const { streamName, sources, close } = await knownSources(name);
  const client = new KinesisClient({});
  const stop = interruptSignal('stopping after the observations that are on their way ...');
  const start: StreamStart =
    since === undefined ? { kind: 'earliest' } : { kind: 'since', timestampMs: Date.now() - since };
  const history = { client, from: stream ?? streamName, start, isFast, only, streamName, stop };
  try {
    const taught = await sourcesIn(history);
    if (taught.size === 0 && !stop.aborted) {
      const whom = only ? ` ${[...only].join(' or ')}` : '';
      throw new Error(`nothing that teaches${whom} is on ${history.from}${since === undefined ? '' : ' since then'}`);
    }
    if (!forgets) await refuseKnown(sources, taught);
    await teach(history, taught, forgets);
  } finally {
    close();
    client.destroy();
  }
}

async function sourcesIn(history: History): Promise<ReadonlySet<string>> {
  const taught = new Set<string>();
  await readLessons(history, async (lessons) => {
    for (const { observations } of lessons) for (const { source } of observations) taught.add(source);
  });
  return taught;
}

async function teach(history: History, taught: ReadonlySet<string>, forgets: boolean): Promise<void> {
  const { client, from, streamName, stop } = history;
  const isOwn = from === streamName;
  const ports = { ...systemPorts, put: putEntriesTo(client, streamName) };
  const begins = new Map<string, bigint>();
  if (isOwn || forgets) {
    const onAccepted: WriterOptions['onAccepted'] = ({ source }, _shard, place) => begins.set(source, BigInt(place));
    await writeRecords(inTurn(forgetRecords(taught)), ports, { stop, onAccepted });
  }
  const progress = startProgress(`to ${streamName}:`, 'observations');
  let count = 0;
  await readLessons(history, async (lessons) => {
    const meant = lessons.flatMap((lesson) =>
      isOwn ? beforeBeginning(lesson, begins) : lesson.observations.filter(({ source }) => taught.has(source)),
    );
    await writeRecords(inTurn(learnRecords(meant)), ports);
    count += meant.length;
    progress.update(count);
  }).finally(() => progress.stop());
  const what = `${counted(count, 'observation')} of ${counted(taught.size, 'source')}, read from ${from}, as history`;
  console.log(`${what} on ${streamName}: npm run sources -- list shows what is known then`);
  if (stop.aborted) console.log('stopped before the end: begin again with --forget');
}

/** Reads all that is there, understood as the consumer understands it, and waits for what is done with it. */
async function readLessons(history: History, onLessons: (lessons: readonly Lesson[]) => Promise<void>): Promise<void> {
  const { client, from, start, isFast, only, streamName, stop } = history;
  const { mapping, missingValues, source } = loadSettings({}).settings;
  const decoding = { mapping, missingValues, ...(source === 'stream' && { unnamedSource: streamName }) };
  const lessonOf = (record: ReceivedRecord): Lesson => ({
    sequenceNumber: BigInt(record.sequenceNumber),
    observations: observationsTaughtBy(record, decoding).filter((one) => only?.has(one.source) !== false),
  });
  const onRecords = (records: readonly ReceivedRecord[]) => onLessons(records.map(lessonOf));
  await readStream({
    client,
    streamName: from,
    start,
    isFast,
    endsWhenRead: true,
    stop,
    sleep: systemPorts.sleep,
    onRecords,
  });
}

async function* inTurn(records: Iterable<OutgoingRecord>): AsyncGenerator<OutgoingRecord> {
  yield* records;
}
