import { malformed, ok } from '../../result.ts';
import { rewritten } from '../text-part.ts';
import { cut, type Envelope, type EnvelopeContent, HOLDS_NOTHING, holding, isObject, type Members } from './content.ts';
import { needsMapping } from './needs-mapping.ts';

/** A Kinesis partition key has no more, and neither has a source. */
const MAX_SOURCE_LENGTH = 256;

/** Of a Lambda function: a new one for each of its sandboxes. `2026/11/20/[$LATEST]0123456789abcdef0123456789abcdef` */
const LAMBDA_STREAM = /^\d{4}\/\d{2}\/\d{2}\/.*\[.+\][0-9a-f]{32}$/;
/** What Lambda itself writes between the lines of a function. */
const LAMBDA_LINE = /^(?:(?:INIT_START|START|END|REPORT|EXTENSION|TELEMETRY) |\s*\{"time":"[^"]*","type":"platform\.)/;
/**
 * What its runtimes write before what a function logs: of Node a time, a request and a level; of Python the level
 * first.
 */
const LAMBDA_PREFIX = /^(?:\[[A-Z]+\]\t)?\d{4}-\d\d-\d\dT[\d:.]+Z\t[\w-]+\t(?:[A-Z]+\t)?(?=\s*[{[])/;

/**
 * Subscription data of CloudWatch Logs: each log event an observation, its message JSON or a line of numbers. The
 * source is the log stream; of a Lambda function the log group. Control messages, and the lines that Lambda itself
 * writes, hold nothing. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function cloudWatchLogs(envelope: Members): Envelope | undefined {
  const { messageType, logGroup, logStream, logEvents } = envelope;
  if (messageType === 'CONTROL_MESSAGE' && 'logEvents' in envelope) return HOLDS_NOTHING;
  if (!Array.isArray(logEvents) || !(messageType === 'DATA_MESSAGE' || typeof logGroup === 'string')) return undefined;
  if (messageType !== 'DATA_MESSAGE' && messageType !== undefined) {
    return needsMapping(
      'data of CloudWatch Logs of another type',
      'set mapping, like {"observations":"logEvents[*].message|json"}',
    );
  }
  if (logEvents.length === 0) return malformed('empty', 'logEvents', 'logEvents is empty');
  const isOfLambda = typeof logStream === 'string' && LAMBDA_STREAM.test(logStream);
  const name = isOfLambda ? logGroup : logStream;
  const source = typeof name === 'string' && name !== '' && name.length <= MAX_SOURCE_LENGTH ? name : undefined;
  const shell = { messageType: 'DATA_MESSAGE', logGroup: cut(logGroup), logStream: cut(logStream) };
  const places = placesOf(logEvents, isOfLambda);
  return ok({
    count: places.length,
    at: (i) => {
      const event: unknown = logEvents[places[i]];
      const seal = (message: string) =>
        rewritten({ ...shell, logEvents: [isObject(event) ? { ...event, message } : event] });
      return { ...toContent(event, `logEvents[${places[i]}]`), source, isOnly: logEvents.length === 1, seal };
    },
  });
}

function placesOf(logEvents: readonly unknown[], isOfLambda: boolean): readonly number[] {
  const places = [...logEvents.keys()];
  if (!isOfLambda) return places;
  return places.filter((i) => {
    const event = logEvents[i];
    return !(isObject(event) && typeof event.message === 'string' && LAMBDA_LINE.test(event.message));
  });
}

/** The fields that a filter pattern extracted stand beside a message that is no JSON. */
function toContent(event: unknown, path: string): EnvelopeContent {
  if (!isObject(event)) return { path, value: {} };
  const { message, timestamp, id, extractedFields } = event;
  if (isObject(extractedFields) && !(typeof message === 'string' && message.trimStart().startsWith('{'))) {
    return { path: `${path}.extractedFields`, value: extractedFields, timestamp, id };
  }
  const value = typeof message === 'string' ? message.replace(LAMBDA_PREFIX, '') : '';
  return { path: `${path}.message`, value, timestamp, id };
}

/** A line that a function logs in Lambda's own JSON: an object that was logged is the observation. */
export function lambdaLogLine({ level, requestId, message, timestamp }: Members): Envelope | undefined {
  if (typeof level !== 'string' || typeof requestId !== 'string' || !isObject(message)) return undefined;
  return holding({ path: 'message', value: message, timestamp });
}

/** CloudWatch Logs as a function gets it. */
export function logsEvent({ awslogs }: Members): Envelope | undefined {
  if (!isObject(awslogs) || typeof awslogs.data !== 'string') return undefined;
  const wanted = 'put it on the stream as the subscription sends it, or unpacked';
  return needsMapping('data of CloudWatch Logs as gzip in base64', wanted);
}
