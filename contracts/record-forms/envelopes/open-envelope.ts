import { cloudWatchLogs, lambdaLogLine, logsEvent } from './cloudwatch-logs.ts';
import type { Envelope, Family, Members } from './content.ts';
import { connectRow, debeziumChange, debeziumNotice, debeziumRow } from './debezium.ts';
import { dmsRow } from './dms.ts';
import { dynamoDbChange } from './dynamodb.ts';
import { cloudEvent, eventBridge } from './eventbridge.ts';
import { fluentBit } from './fluent-bit.ts';
import { clientEvent, deviceShadow } from './iot-core.ts';
import { needsMapping, unreadForm } from './needs-mapping.ts';
import { functionEvent, receivedMessage, snsNotification, snsRecord, sqsMessage } from './sns-sqs.ts';
import { telegrafBatch, telegrafMetric } from './telegraf.ts';

/**
 * A message of SNS in one of SQS in an event: nobody nests deeper, and each level of JSON in a text costs its bytes.
 */
const MAX_DEPTH = 4;

/**
 * Which families an object with a key of this name may belong to. Whether it does, each of them decides by all keys.
 */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['logEvents', cloudWatchLogs],
  ['awslogs', logsEvent],
  ['requestId', lambdaLogLine],
  ['detail-type', eventBridge],
  ['specversion', cloudEvent],
  ['dynamodb', dynamoDbChange],
  ['metadata', dmsRow],
  ['payload', debeziumChange],
  ['schema', connectRow],
  ['op', debeziumChange],
  ['ts_ms', debeziumNotice],
  ['__op', debeziumRow],
  ['__deleted', debeziumRow],
  ['state', deviceShadow],
  ['current', deviceShadow],
  ['principalIdentifier', clientEvent],
  ['fields', telegrafMetric],
  ['metrics', telegrafBatch],
  ['log', fluentBit],
  ['message', fluentBit],
  ['Message', snsNotification],
  ['body', sqsMessage],
  ['Body', receivedMessage],
  ['Sns', snsRecord],
  ['Records', functionEvent],
  ['userIdentity', unreadForm],
  ['NewStateValue', unreadForm],
  ['metric_stream_name', unreadForm],
  ['s3', unreadForm],
  ['kinesis', unreadForm],
  ['recordId', unreadForm],
  ['requestContext', unreadForm],
  ['resourceMetrics', unreadForm],
  ['resourceLogs', unreadForm],
  ['resourceSpans', unreadForm],
]);

/**
 * Opens an object that is the envelope of a known service, as its shape says; undefined for any other object, which is
 * an observation itself.
 *
 * @param depth how many envelopes it lies in
 */
export function openEnvelope(object: object, depth: number): Envelope | undefined {
  for (const key of Object.keys(object)) {
    const envelope = FAMILIES.get(key)?.(object as Members);
    if (envelope)
      return depth < MAX_DEPTH ? envelope : needsMapping('an envelope in more than four others', 'set mapping');
  }
  return undefined;
}
