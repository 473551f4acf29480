import { type Envelope, hasNumberBeside, holding, isObject, type Members, sealed } from './content.ts';
import { needsMapping } from './needs-mapping.ts';

/** Under which Fluent Bit, Fluentd and FireLens write when a line came. */
const CLOCKS = ['date', 'time', '@timestamp', 'timestamp'];
/** Of Logstash: always 1. */
const VERSION = '@version';
/** What only shippers of logs write beside a line. */
const SHIPPED = ['@timestamp', VERSION, 'stream', 'container_name', 'container_id', 'kubernetes', 'source_type'];
const KEPT = [...CLOCKS, 'container_name'];

/**
 * A line of Fluent Bit, Fluentd or FireLens: the observation is JSON in the text `log`, or `message`. An object that
 * has a number beside it, other than its time, is an observation with a text, and none of these; where a shipper has
 * left its mark on it, nobody can tell which of the two is measured.
 * https://docs.fluentbit.io/manual/data-pipeline/outputs/kinesis
 */
export function fluentBit(envelope: Members): Envelope | undefined {
  const key = typeof envelope.log === 'string' ? 'log' : 'message';
  const text = envelope[key];
  if (typeof text !== 'string') return undefined;
  const clock = CLOCKS.find((name) => Object.hasOwn(envelope, name));
  const isJson = /^\s*[{[]/.test(text);
  // With a plain text the time would be its only number: the text is what cannot be read.
  if (!isJson && typeof envelope.date !== 'number') return undefined;
  if (hasNumberBeside(envelope, [...CLOCKS, VERSION, key])) {
    const isShipped = typeof envelope.date === 'number' || SHIPPED.some((name) => Object.hasOwn(envelope, name));
    return isJson && isShipped
      ? needsMapping('a line of a log with numbers beside its text', wantedOf(key))
      : undefined;
  }
  return holding({
    path: key,
    value: text,
    source: nameOfContainer(envelope),
    timestamp: clock && envelope[clock],
    seal: (piece) => sealed(envelope, KEPT, key, piece),
  });
}

function wantedOf(key: string): string {
  return `set mapping, {"observations":"${key}|json"} for what is in the text`;
}

function nameOfContainer({ kubernetes, container_name: container }: Members): string | undefined {
  const name = isObject(kubernetes) ? kubernetes.pod_name : container;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
