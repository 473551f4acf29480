import type { Draw } from './draw.ts';

/** What an envelope may say of a time, an id or a name: usual, odd or absent. */
const ODD = ['null', '""', '{}', '[]', '5', '"yesterday"', '1e999', '12345678901234567890', `"${'s'.repeat(600)}"`];
const AT = ['"2026-11-20T12:00:00Z"', '1795176000', '1795176000123', '1795176000123456'];

/**
 * The text of an envelope of a known service around something: usually whole, seldom one that holds nothing, and
 * sometimes with a member that is odd.
 *
 * @param object makes the JSON of an observation
 */
export function hostileEnvelope(draw: Draw, object: () => string): string {
  return draw.of<(draw: Draw, object: () => string) => string>([
    logs,
    logs,
    event,
    item,
    row,
    change,
    shadow,
    metrics,
    line,
    message,
    unread,
  ])(draw, object);
}

function logs(draw: Draw, object: () => string): string {
  const inner = () => draw.of([object, object, () => '0.1,0.2,0.3', () => 'plain text', () => ''])();
  const events = draw.list(4, () => `{"id":${odd(draw, '"1"')},"timestamp":${time(draw)},"message":${text(inner())}}`);
  const type = draw.of(['DATA_MESSAGE', 'DATA_MESSAGE', 'DATA_MESSAGE', 'CONTROL_MESSAGE', 'NO_MESSAGE']);
  return `{"messageType":"${type}","owner":"123456789012","logGroup":"/a","logStream":${odd(draw, '"s"')},"logEvents":[${events}]}`;
}

function event(draw: Draw, object: () => string): string {
  const head = `"source":${odd(draw, '"plant"')},"time":${time(draw)},"id":${odd(draw, '"e"')}`;
  return `{"version":"0","detail-type":"Reading",${head},"account":"123456789012","detail":${odd(draw, object())}}`;
}

function item(draw: Draw): string {
  const number = () => draw.of(['{"N":"0.5"}', '{"N":"x"}', '{"NULL":true}', '{"M":{"a":{"N":"1"}}}', '{}', '5']);
  const image = `{"device":{"S":"d"},"feature_1":${number()},"feature_2":${number()},"feature_3":{"N":"0.5"}}`;
  const name = draw.of(['INSERT', 'MODIFY', 'REMOVE']);
  const created = `"ApproximateCreationDateTime":${time(draw)}`;
  return `{"eventName":"${name}","dynamodb":{${created},"Keys":{"device":{"S":"d"}},"NewImage":${odd(draw, image)}}}`;
}

function row(draw: Draw, object: () => string): string {
  const operation = draw.of(['insert', 'update', 'delete', 'load']);
  const type = draw.of(['data', 'data', 'control']);
  return `{"data":${odd(draw, object())},"metadata":{"timestamp":${time(draw)},"record-type":"${type}","operation":"${operation}"}}`;
}

function change(draw: Draw, object: () => string): string {
  const after = odd(draw, object());
  const fields = '{"field":"feature_1","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"1"}}';
  const body = `{"op":"${draw.of(['c', 'u', 'r', 'd', 'x'])}","after":${after},"source":{"ts_ms":${time(draw)}}}`;
  if (draw.chance(0.5)) return body;
  return `{"schema":{"fields":[{"field":"after","fields":[${fields},${odd(draw, '{}')}]}]},"payload":${body}}`;
}

function shadow(draw: Draw, object: () => string): string {
  const part = draw.of(['reported', 'reported', 'desired']);
  return `{"state":{"${part}":${odd(draw, object())}},"metadata":{},"version":3,"timestamp":${time(draw)}}`;
}

function metrics(draw: Draw, object: () => string): string {
  const metric = () =>
    `{"name":"m","fields":${odd(draw, object())},"tags":${odd(draw, '{"host":"h"}')},"timestamp":${time(draw)}}`;
  return draw.chance(0.3) ? metric() : `{"metrics":[${draw.list(3, metric)}]}`;
}

function line(draw: Draw, object: () => string): string {
  return `{"date":${time(draw)},"${draw.of(['log', 'message'])}":${text(object())}}`;
}

function message(draw: Draw, object: () => string): string {
  const body = draw.chance(0.3) ? hostileEnvelope(draw, object) : draw.list(3, object).join('\n');
  const type = draw.of(['Notification', 'Notification', 'SubscriptionConfirmation']);
  const sns = `{"Type":"${type}","TopicArn":"t","MessageId":${odd(draw, '"m"')},"Timestamp":${time(draw)},"Message":${text(body)}}`;
  return draw.chance(0.5) ? sns : `{"messageId":"q","receiptHandle":"r","body":${text(sns)}}`;
}

function unread(draw: Draw): string {
  return draw.of([
    '{"AlarmName":"a","AWSAccountId":"123456789012","NewStateValue":"ALARM","Trigger":{}}',
    '{"resourceMetrics":[]}',
  ]);
}

function text(value: string): string {
  return JSON.stringify(value);
}

function time(draw: Draw): string {
  return odd(draw, draw.of(AT));
}

function odd(draw: Draw, usual: string): string {
  return draw.chance(0.05) ? draw.of(ODD) : usual;
}
