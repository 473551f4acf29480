import { ServiceError } from '../../gateway/service.ts';
import { filterPattern } from '../filter-pattern.ts';
import { groupOf, indexOfToken, isWithin, type LogsInput, limitOf, MAX_PAGE, STREAM_NAME } from '../input.ts';
import type { LogEvent, LogGroups } from '../log-groups.ts';

/** FilterLogEvents: what matches a pattern, from the oldest on. */
export function filterLogEvents(groups: LogGroups, input: LogsInput): object {
  const limit = limitOf(input, MAX_PAGE);
  const [, from] = input.nextToken === undefined ? ['', 0] : indexOfToken(input.nextToken, 'n');
  const matches = readPattern(input.filterPattern ?? '');
  const isAsked =
    (input.logStreamNames?.includes(STREAM_NAME) ?? true) && STREAM_NAME.startsWith(input.logStreamNamePrefix ?? '');
  const found = groupOf(groups, input).events.filter(
    (event) => isAsked && event.index >= from && isWithin(event, input, true) && matches(event.message),
  );
  const events = found.slice(0, limit).map((event) => ({
    eventId: String(event.index).padStart(20, '0') + event.timestampMs,
    logStreamName: STREAM_NAME,
    ...written(event),
  }));
  const next = found[limit];
  return { events, searchedLogStreams: [], ...(next === undefined ? {} : { nextToken: `n/${next.index}` }) };
}

/**
 * GetLogEvents: a page of the log stream, in order, and tokens for the pages before and after it. At an end AWS gives
 * the same token again, which is how clients know.
 */
export function getLogEvents(groups: LogGroups, input: LogsInput): object {
  const { events } = groupOf(groups, input);
  if (input.logStreamName !== STREAM_NAME || events.length === 0)
    throw new ServiceError(
      'ResourceNotFoundException',
      `The specified log stream does not exist: ${input.logStreamName}`,
    );
  const limit = limitOf(input, MAX_PAGE);
  const asked = events.filter((event) => isWithin(event, input, false));
  const page = pageOf(asked, input, limit);
  // Of an empty page, where it would have been: beyond all that was there.
  const [kind, index] = input.nextToken === undefined ? ['', 0] : indexOfToken(input.nextToken, 'fb');
  const first = page[0]?.index ?? (kind === '' ? (asked[0]?.index ?? 0) : index);
  const beyond = page.length > 0 ? page.at(-1)!.index + 1 : first;
  return { events: page.map(written), nextForwardToken: `f/${beyond}`, nextBackwardToken: `b/${first}` };
}

/** `f/7` begins at event 7, `b/7` ends before it; without a token the youngest, or from the head the oldest. */
function pageOf(
  asked: readonly LogEvent[],
  { nextToken, startFromHead }: LogsInput,
  limit: number,
): readonly LogEvent[] {
  if (nextToken === undefined) return startFromHead ? asked.slice(0, limit) : asked.slice(-limit);
  const [kind, index] = indexOfToken(nextToken, 'fb');
  if (kind === 'f') return asked.filter((event) => event.index >= index).slice(0, limit);
  return asked.filter((event) => event.index < index).slice(-limit);
}

function written({ timestampMs, message }: LogEvent): object {
  return { timestamp: timestampMs, ingestionTime: timestampMs, message };
}

function readPattern(pattern: string): (line: string) => boolean {
  try {
    return filterPattern(pattern);
  } catch (error) {
    throw new ServiceError('InvalidParameterException', (error as Error).message);
  }
}
