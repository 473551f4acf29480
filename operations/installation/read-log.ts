import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type ConsumerLine, decodeLogLine } from '../../contracts/decode-log-line.ts';

/** A line, and when CloudWatch took it. */
export type LoggedLine = ConsumerLine & { readonly loggedAtMs: number };

export interface LogQuery {
  readonly logGroupName: string;
  readonly messages: readonly ConsumerLine['message'][];
  /** Only lines whose member has this value, each. */
  readonly where?: Readonly<Record<string, string>>;
  readonly fromMs: number;
  readonly toMs?: number;
}

/**
 * The consumer's lines with one of these messages, each log stream in its order. What cannot be read is passed over.
 */
export async function* readLog(client: CloudWatchLogsClient, query: LogQuery): AsyncGenerator<LoggedLine> {
  const { logGroupName, messages, fromMs, toMs, where = {} } = query;
  const filterPattern = patternOf(messages, where);
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern, startTime: fromMs, endTime: toMs, nextToken }),
    );
    for (const { message, timestamp } of page.events ?? []) {
      const line = decodeLogLine(message?.trim() ?? '');
      if (line && hasAll(line, where)) yield { ...line, loggedAtMs: timestamp ?? 0 };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** What filter patterns can say without escapes; the rest is sorted out when it has come. */
const PLAIN = /^[\w .:/@+-]{1,200}$/;

function patternOf(messages: LogQuery['messages'], where: Readonly<Record<string, string>>): string {
  const plain = Object.entries(where).filter(([, value]) => PLAIN.test(value));
  const alternatives = messages.map((message) => {
    return [['message', message], ...plain].map(([name, value]) => `$.${name} = "${value}"`).join(' && ');
  });
  return `{ ${alternatives.join(' || ')} }`;
}

function hasAll(line: ConsumerLine, where: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([name, value]) => (line as unknown as Record<string, unknown>)[name] === value);
}
