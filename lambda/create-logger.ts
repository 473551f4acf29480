import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/** A logger whose lines begin with what they say: a terminal shows little more of a line than that. */
export function createLogger(): Logger {
  return new Logger({ logFormatter: new MessageFirst() });
}

class MessageFirst extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
    const { logLevel, message, serviceName, timestamp } = attributes;
    const line = { level: logLevel, message, ...additional, service: serviceName, timestamp: timestamp.toISOString() };
    return new LogItem({ attributes: line as LogAttributes });
  }
}
