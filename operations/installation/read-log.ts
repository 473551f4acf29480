import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type ConsumerLine, decodeLogLine } from '../../contracts/log-lines.ts';

/** A line, and when CloudWatch took it. */
export type LoggedLine = ConsumerLine & { readonly loggedAtMs: number };

export interface LogQuery {
  readonly logGroupName: string;
  readonly messages: readonly ConsumerLine['message'][];
  readonly fromMs: number;
  readonly toMs?: number;
}

/**
 * The consumer's lines with one of these messages, each log stream in its order. What cannot be read is passed over.
 */
export async function* readLog(client: CloudWatchLogsClient, query: LogQuery): AsyncGenerator<LoggedLine> {
  const { logGroupName, messages, fromMs, toMs } = query;
  const filterPattern = `{ ${messages.map((message) => `$.message = "${message}"`).join(' || ')} }`;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern, startTime: fromMs, endTime: toMs, nextToken }),
    );
    for (const { message, timestamp } of page.events ?? []) {
      const line = decodeLogLine(message?.trim() ?? '');
      if (line) yield { ...line, loggedAtMs: timestamp ?? 0 };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
