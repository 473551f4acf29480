import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type {
  AlertLine,
  AnomalyLine,
  BatchLine,
  LOG_MESSAGES,
  QuarantineLine,
  UnavailableLine,
  UnknownNamesLine,
  VerdictLine,
} from '../../contracts/log-lines.ts';

/** A line of the consumer's log, told apart by its message. */
export type ConsumerLine = { readonly loggedAtMs: number } & (
  | ({ readonly message: typeof LOG_MESSAGES.batch } & BatchLine)
  | ({ readonly message: typeof LOG_MESSAGES.anomaly } & AnomalyLine)
  | ({ readonly message: typeof LOG_MESSAGES.verdict } & VerdictLine)
  | ({ readonly message: typeof LOG_MESSAGES.quarantined } & QuarantineLine)
  | ({ readonly message: typeof LOG_MESSAGES.alert } & AlertLine)
  | ({ readonly message: typeof LOG_MESSAGES.unknownNames } & UnknownNamesLine)
  | ({ readonly message: typeof LOG_MESSAGES.unavailable } & UnavailableLine)
);

export interface LogQuery {
  readonly logGroupName: string;
  readonly messages: readonly ConsumerLine['message'][];
  readonly fromMs: number;
  readonly toMs?: number;
}

/** The consumer's lines with one of these messages, each log stream in its order. What cannot be read is passed over. */
export async function* readLog(client: CloudWatchLogsClient, query: LogQuery): AsyncGenerator<ConsumerLine> {
  const { logGroupName, messages, fromMs, toMs } = query;
  const filterPattern = `{ ${messages.map((message) => `$.message = "${message}"`).join(' || ')} }`;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern, startTime: fromMs, endTime: toMs, nextToken }),
    );
    for (const { message, timestamp } of page.events ?? []) {
      const line = parse(message ?? '');
      if (line) yield { ...line, loggedAtMs: timestamp ?? 0 };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function parse(text: string): ConsumerLine | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
