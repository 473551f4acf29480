import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { Alert } from '../../contracts/alert.ts';
import { ENDPOINT_OUTPUTS, OUTPUTS, readStores } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { givenUpRecords } from '../../operations/quarantine/given-up.ts';
import { fileRecords } from '../../operations/stream/file-records.ts';
import { atRate } from '../../operations/stream/pace.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import { systemPorts } from '../../operations/stream/system-ports.ts';
import { type WriterPorts, writeRecords } from '../../operations/stream/write-records.ts';
import { historyRecords } from '../../operations/warm/history-records.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { sourceOf } from '../../tabular/source-name.ts';
import { clientSettings } from '../cli/client-settings.ts';
import type { LineWriter } from '../cli/line-writer.ts';
import { EndpointDeath } from './endpoint-death.ts';
import type { KnownPast } from './known-past.ts';
import type { RowLedger } from './ledger.ts';
import type { DemoData } from './prepare-data.ts';

export interface Replay {
  readonly cloud: LocalCloud;
  readonly data: DemoData;
  /** What the past of sources learns first. */
  readonly history?: ColumnChoice;
  readonly choice: ColumnChoice;
  readonly past: KnownPast;
  readonly rowsPerSecond: number;
  readonly ledger: RowLedger;
  readonly verdicts: LineWriter;
  readonly alerts: LineWriter;
  /** Called when the history is taught, just before the first row. */
  readonly onTaught: () => void;
  /** Called as rows are judged. */
  readonly onProgress: () => void;
  readonly stop: AbortSignal;
}

/**
 * Teaches the history, sends the rows, and writes into ledger and files what comes of them, until nothing is under way
 * any more.
 *
 * @returns for how long no row was judged because the endpoint was killed, milliseconds; undefined where it was not
 */
export async function replay(options: Replay): Promise<number | undefined> {
  const { cloud, data, choice, past, rowsPerSecond, ledger, stop } = options;
  const kinesis = new KinesisClient(clientSettings(cloud));
  const ports = { ...systemPorts, put: putEntriesTo(kinesis, cloud.outputs[OUTPUTS.streamName]) };
  const death = new EndpointDeath();
  const unsubscribe = listen(options, death);
  const records = fileRecords({
    choice,
    format: 'json',
    pace: atRate(rowsPerSecond),
    onRow(row) {
      ledger.know(row.index + 1, {
        source: sourceOf(row, choice.flags),
        timestampMs: row.timestampMs,
        label: row.label,
      });
      past.note(row);
    },
  });
  try {
    if (options.history) await teach(options.history, options, ports);
    options.onTaught();
    const { lastRow, failure } = await writeRecords(records, ports, {
      stop,
      onAccepted({ row }, shardId, sequenceNumber) {
        ledger.sent(row, shardId, sequenceNumber, Date.now());
        if (row !== data.endpointDiesAtRow || cloud.outputs[ENDPOINT_OUTPUTS.endpointName] === undefined) return;
        cloud.killContainers();
        death.died(row, Date.now());
      },
    });
    if (failure) throw failure;
    ledger.rows(Math.max(0, lastRow - data.firstReplayedRow + 1));
    await cloud.settled();
    await accountForGivenUp(cloud, ledger);
    return death.waitedMs;
  } finally {
    unsubscribe();
    kinesis.destroy();
  }
}

/** As `npm run warm` does it: it goes through the stream, is judged by nobody and told to nobody. */
async function teach(history: ColumnChoice, { cloud, past, stop }: Replay, ports: WriterPorts): Promise<void> {
  const { failure } = await writeRecords(historyRecords({ choice: history }), ports, { stop });
  if (failure) throw failure;
  await past.learn(history);
  await cloud.settled();
}

function listen({ cloud, ledger, verdicts, alerts, onProgress }: Replay, death: EndpointDeath): () => void {
  // Lines come when they come and cannot be held up; a disk that fails says so again when the file is closed.
  const writeTo = (file: LineWriter, value: object) => void file.write(JSON.stringify(value))?.catch(() => {});
  const stops = [
    cloud.onLogLine(({ text }) => {
      const line = ledger.logLine(text, Date.now());
      if (line) {
        writeTo(verdicts, withoutLogKeys(line));
        death.judged(ledger.rowOf(line.identity), Date.now());
      }
      onProgress();
    }),
    cloud.onAlert(({ bodies, receivedAtMs }) => {
      const alert: Alert = JSON.parse(bodies.default!);
      const receivedAt = new Date(receivedAtMs).toISOString();
      if (ledger.alert(alert, receivedAtMs)) writeTo(alerts, { receivedAt, ...alert });
      onProgress();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What the logger puts around every line. */
const LOG_KEYS = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id']);

function withoutLogKeys(line: object): object {
  return Object.fromEntries(Object.entries(line).filter(([key]) => !LOG_KEYS.has(key)));
}

async function accountForGivenUp(cloud: LocalCloud, ledger: RowLedger): Promise<void> {
  const s3 = new S3Client(clientSettings(cloud));
  for await (const { shardId, sequenceNumber } of givenUpRecords(s3, readStores(cloud.outputs).quarantineBucketName)) {
    ledger.givenUp(shardId, sequenceNumber);
  }
  s3.destroy();
}
