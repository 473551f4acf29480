import { malformed } from '../../result.ts';
import type { Envelope, Members } from './content.ts';

/** What a known form is called, the keys that are all in it, and a mapping that reads it; none where none does. */
const KNOWN: readonly { readonly form: string; readonly keys: readonly string[]; readonly mapping?: string }[] = [
  {
    form: 'an event of CloudTrail',
    keys: ['eventVersion', 'eventSource', 'eventTime', 'userIdentity'],
    mapping: '{"source":"userIdentity.arn","timestamp":"eventTime","features":{"NAME":"PATH"}}',
  },
  {
    form: 'a notification of a CloudWatch alarm',
    keys: ['AlarmName', 'NewStateValue', 'Trigger'],
    mapping: '{"source":"AlarmName","timestamp":"StateChangeTime","features":{"threshold":"Trigger.Threshold"}}',
  },
  {
    form: 'a metric of a CloudWatch metric stream',
    keys: ['metric_stream_name', 'metric_name', 'value'],
    mapping: '{"source":"dimensions.NAME","features":{"sum":"value.sum","count":"value.count"}}',
  },
  { form: 'a notification of S3', keys: ['eventSource', 's3'] },
  { form: 'a record of a stream as a function gets it', keys: ['eventSource', 'kinesis'] },
  { form: 'a record of Firehose as a function gets it', keys: ['recordId', 'approximateArrivalTimestamp', 'data'] },
  {
    form: 'a request of API Gateway',
    keys: ['requestContext', 'isBase64Encoded'],
    mapping: '{"observations":"body|json"}',
  },
  ...['resourceMetrics', 'resourceLogs', 'resourceSpans'].map((key) => ({
    form: 'data of OpenTelemetry',
    keys: [key],
    mapping: `{"features":{"NAME":"${key}.0.PATH"}}`,
  })),
];

/** What is known by its keys and does not say by itself which of its numbers are measurements: refused by name. */
export function unreadForm(object: Members): Envelope | undefined {
  const known = KNOWN.find(({ keys }) => keys.every((key) => Object.hasOwn(object, key)));
  if (!known) return undefined;
  const { form, mapping } = known;
  const wanted = mapping === undefined ? 'put what it holds on the stream' : `set mapping, like ${mapping}`;
  return needsMapping(form, wanted);
}

/** Makes the problem of an envelope whose form is known and that is not read. */
export function needsMapping(form: string, wanted: string) {
  return malformed('needs_mapping', '', `this is ${form}, which is not read by itself: ${wanted}`);
}
