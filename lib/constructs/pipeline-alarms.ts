import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmRow, over, whileBatchesCome } from './alarm-row.ts';
import { archiveAlarms } from './archive-alarms.ts';
import { canaryAlarms } from './canary-alarms.ts';
import { channelAlarms } from './channel-alarms.ts';
import { learningAlarms } from './learning-alarms.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { sourceStateAlarms } from './source-state-alarms.ts';
import { streamAlarms } from './stream-alarms.ts';

export interface PipelineAlarmsProps {
  /** Name of the installation. */
  readonly installation: string;
  readonly metrics: PipelineMetrics;
  readonly topic: ITopic;
  /** Bytes that the state of a shard's sources may take. */
  readonly sourceStateLimitBytes: number;
  /** Hours without a record after which people are told; 0: never. */
  readonly noDataHours: number;
}

/** What wakes people about the pipeline itself; the endpoint's own alarms live beside the endpoint. */
export class PipelineAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    const { installation, metrics, topic, sourceStateLimitBytes, noDataHours } = props;
    const rows = [
      ...streamAlarms(metrics, noDataHours),
      ...alarmRows(metrics),
      ...sourceStateAlarms(metrics, sourceStateLimitBytes),
      ...learningAlarms(metrics),
      ...channelAlarms(metrics),
      ...canaryAlarms(metrics),
      ...archiveAlarms(metrics),
    ];
    this.all = rows.map(({ id, ...row }) => new RunbookAlarm(this, id, { installation, topic, ...row }));
  }
}

function alarmRows(metrics: PipelineMetrics): AlarmRow[] {
  return [
    {
      id: 'ConsumerIsBehind',
      heading: 'Consumer is behind',
      meaning: 'The oldest record that still waits to be judged is over five minutes old: alerts come late.',
      metric: metrics.iteratorAgeMs,
      above: Duration.minutes(5).toMilliseconds(),
      periods: 5,
      silence: 'unchanged',
    },
    {
      id: 'ConsumerFails',
      heading: 'Consumer fails',
      meaning:
        'The consumer function crashed or ran out of time or memory: Lambda tries the records again, halving the batch.',
      metric: over(5, metrics.consumerErrors),
      above: 0,
      silence: 'unchanged',
    },
    {
      id: 'ConsumerIsThrottled',
      heading: 'Consumer is throttled',
      meaning:
        'Lambda did not start the consumer function for ten minutes, because the account has no concurrency left.',
      metric: over(5, metrics.consumerThrottles),
      above: 0,
      periods: 2,
      silence: 'unchanged',
    },
    {
      id: 'ScoringIsUnavailable',
      heading: 'Scoring is unavailable',
      meaning:
        'For ten minutes what scores, SNS, DynamoDB or S3 was unavailable: observations wait in the stream, or the function scores them in the place of the endpoint; alerts wait in the incident table.',
      metric: over(5, metrics.unavailable),
      above: 0,
      periods: 2,
      silence: 'unchanged',
    },
    {
      id: 'RecordsWereGivenUp',
      heading: 'Records were given up',
      meaning:
        'Records waited longer than the record age allows; they lie with their payload in the quarantine bucket, not judged.',
      metric: over(5, metrics.givenUp),
      above: 0,
      once: true,
    },
    {
      id: 'RecordsWereLost',
      heading: 'Records were lost',
      meaning:
        'Records were given up and could not be put into the quarantine bucket: only the stream still has them, until its retention ends.',
      metric: over(5, metrics.dropped),
      above: 0,
      once: true,
    },
    {
      id: 'RecordsCannotBeSetAside',
      heading: 'Records cannot be set aside',
      meaning:
        'Lambda could not put records that were given up into the quarantine bucket: those that leave the stream are lost.',
      metric: over(5, metrics.setAsideFailed),
      above: 0,
      once: true,
    },
    {
      id: 'EverythingIsQuarantined',
      heading: 'Everything is quarantined',
      meaning:
        'No observation of the last five minutes could be judged: the model does not know this stream, or the mapping does not fit.',
      metric: metrics.quarantinedPercent,
      above: 99.9,
      silence: 'unchanged',
    },
    {
      id: 'FeatureIsMissing',
      heading: 'Feature is missing',
      meaning:
        'For a quarter of an hour nearly every observation has lacked the same feature of the model: what it would show is not seen.',
      metric: over(5, metrics.imputedPercent),
      above: 90,
      periods: 3,
      silence: 'unchanged',
    },
    {
      id: 'RecordBreaksTheConsumer',
      heading: 'Record breaks the consumer',
      meaning:
        'Our own code threw on a record, or was ended by it: it was quarantined and the rest went on. This is a bug in Weir.',
      metric: over(5, metrics.unprocessable),
      above: 0,
      once: true,
    },
    {
      id: 'AlertsAreNotDelivered',
      heading: 'Alerts are not delivered',
      meaning: 'SNS could not deliver an alert or an alarm to a subscriber.',
      metric: metrics.notificationsFailed,
      above: 0,
      once: true,
    },
    {
      id: 'AlertsAreRefused',
      heading: 'Alerts are refused',
      meaning: 'SNS refused an alert for good: nobody heard of it. It is kept in the incident table, with the reason.',
      metric: over(5, metrics.alertsRefused),
      above: 0,
      once: true,
    },
    {
      id: 'RulesCannotBeRead',
      heading: 'Rules cannot be read',
      meaning:
        'For ten minutes the rules that hold could not be read or understood: a consumer goes on by those that it knew last, and one that knows none waits.',
      metric: whileBatchesCome(over(5, metrics.rulesUnreadable), metrics),
      above: 0,
      periods: 2,
      silence: 'unchanged',
    },
    {
      id: 'SweeperFails',
      heading: 'Sweeper fails',
      meaning: 'For ten minutes nothing closed silent incidents or repeated pending alerts.',
      metric: over(5, metrics.sweeperErrors),
      above: 0,
      periods: 2,
      // It runs every minute: when it measures nothing, it does not run.
      silence: 'told',
    },
  ];
}
