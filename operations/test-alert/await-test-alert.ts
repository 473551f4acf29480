import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type LoggedLine, readLog } from '../installation/read-log.ts';
import { followTestAlert, TEST_ALERT_MESSAGES, type TestAlertProgress } from './follow-test-alert.ts';

export interface Waiting {
  readonly client: CloudWatchLogsClient;
  readonly logGroupName: string;
  /** When it was put on the stream. */
  readonly putAtMs: number;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const POLL_MS = 1000;
/**
 * The line of the alert comes before that of the test observation, and CloudWatch may show them the other way round.
 */
const LINES_APART_MS = 10_000;
/** Two machines' clocks differ. */
const CLOCKS_APART_MS = 60_000;

/** Reads the consumer's log until the test alert has been told, has stopped, or the time is over. */
export async function awaitTestAlert(identity: string, waiting: Waiting): Promise<TestAlertProgress> {
  const { client, logGroupName, putAtMs, timeoutMs, now, sleep } = waiting;
  let finishedSinceMs: number | undefined;
  for (;;) {
    const query = { logGroupName, messages: TEST_ALERT_MESSAGES, fromMs: putAtMs - CLOCKS_APART_MS };
    const lines: LoggedLine[] = await Array.fromAsync(readLog(client, query));
    const progress = followTestAlert(lines, identity);
    const { toldAtMs, stopped, finishedAtMs } = progress;
    if (finishedAtMs !== undefined) finishedSinceMs ??= now();
    const isOver = toldAtMs !== undefined || stopped !== undefined || now() - putAtMs > timeoutMs;
    if (isOver || (finishedSinceMs !== undefined && now() - finishedSinceMs > LINES_APART_MS)) return progress;
    await sleep(POLL_MS);
  }
}
