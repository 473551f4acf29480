import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { Alert } from '../../contracts/alert.ts';
import { OUTPUTS } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { givenUpRecords } from '../../operations/quarantine/given-up.ts';
import { fileRecords } from '../../operations/stream/file-records.ts';
import { atRate } from '../../operations/stream/pace.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import { systemPorts } from '../../operations/stream/system-ports.ts';
import { writeRecords } from '../../operations/stream/write-records.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { clientSettings } from '../cli/client-settings.ts';
import type { LineWriter } from '../cli/line-writer.ts';
import type { RowLedger } from './ledger.ts';
import type { DemoData } from './prepare-data.ts';

export interface Replay {
  readonly cloud: LocalCloud;
  readonly data: DemoData;
  readonly choice: ColumnChoice;
  readonly rowsPerSecond: number;
  readonly ledger: RowLedger;
  readonly verdicts: LineWriter;
  readonly alerts: LineWriter;
  /** Called as rows are judged. */
  readonly onProgress: () => void;
  readonly stop: AbortSignal;
}

/** Sends the rows, and writes into ledger and files what comes of them, until nothing is under way any more. */
export async function replay(options: Replay): Promise<void> {
  const { cloud, data, choice, rowsPerSecond, ledger, stop } = options;
  const unsubscribe = listen(options);
  const kinesis = new KinesisClient(clientSettings(cloud));
  const records = fileRecords({
    choice,
    format: 'json',
    pace: atRate(rowsPerSecond),
    onRow: ({ index, source, timestampMs, label }) => ledger.know(index + 1, { source, timestampMs, label }),
  });
  try {
    const { lastRow, failure } = await writeRecords(
      records,
      { ...systemPorts, put: putEntriesTo(kinesis, cloud.outputs[OUTPUTS.streamName]) },
      {
        stop,
        onAccepted: ({ row }, shardId, sequenceNumber) => ledger.sent(row, shardId, sequenceNumber, Date.now()),
      },
    );
    if (failure) throw failure;
    ledger.rows(Math.max(0, lastRow - data.firstReplayedRow + 1));
    await cloud.settled();
    await accountForGivenUp(cloud, ledger);
  } finally {
    unsubscribe();
    kinesis.destroy();
  }
}

function listen({ cloud, ledger, verdicts, alerts, onProgress }: Replay): () => void {
  // Lines come when they come and cannot be held up; a disk that fails says so again when the file is closed.
  const writeTo = (file: LineWriter, value: object) => void file.write(JSON.stringify(value))?.catch(() => {});
  const stops = [
    cloud.onLogLine(({ text }) => {
      const line = ledger.logLine(text, Date.now());
      if (line) writeTo(verdicts, withoutLogKeys(line));
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
  for await (const { shardId, sequenceNumber } of givenUpRecords(s3, cloud.outputs[OUTPUTS.quarantineBucketName])) {
    ledger.givenUp(shardId, sequenceNumber);
  }
  s3.destroy();
}
