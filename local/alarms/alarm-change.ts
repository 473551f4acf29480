import { randomUUID } from 'node:crypto';
import type { Content } from '../sns/read-content.ts';
import type { AwsEnvironment } from '../template/aws-environment.ts';
import type { AlarmState, MetricAlarm } from './metric-alarm.ts';

/** An alarm that is in another state than a minute ago. */
export interface AlarmChange {
  readonly alarm: MetricAlarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/**
 * What CloudWatch publishes to a topic.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function topicMessage({ alarm, from, to, reason, atMs }: AlarmChange, place: AwsEnvironment): Content {
  const { name, arn, description, properties } = alarm;
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = properties;
  const body = {
    AlarmName: name,
    AlarmDescription: description,
    AWSAccountId: place.accountId,
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: awsTime(atMs),
    Region: place.region,
    AlarmArn: arn,
    OldStateValue: from,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
    Trigger: triggerOf(properties),
  };
  const text = `${to}: "${name}" in ${place.region}\n\n${description}\n\n${reason}\n`;
  const subject = `${to}: "${name}" in ${place.region}`.slice(0, 100);
  return { subject, bodies: { default: JSON.stringify(body), email: text }, attributes: {} };
}

/**
 * What CloudWatch tells EventBridge.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function busEventOf({ alarm, from, to, reason, atMs }: AlarmChange, place: AwsEnvironment) {
  const timestamp = awsTime(atMs);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: place.accountId,
    time: new Date(atMs).toISOString(),
    region: place.region,
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      state: { value: to, reason, timestamp },
      previousState: { value: from },
      configuration: { description: alarm.description },
    },
  };
}

const TRIGGER = [
  ...['MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Dimensions', 'Metrics', 'Period'],
  ...['EvaluationPeriods', 'DatapointsToAlarm', 'ComparisonOperator', 'Threshold', 'TreatMissingData'],
];

function triggerOf(properties: MetricAlarm['properties']): object {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => TRIGGER.includes(name)));
}

/** `2026-11-28T10:00:00.000+0000` */
function awsTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}
