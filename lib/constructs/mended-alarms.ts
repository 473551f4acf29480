import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface MendedAlarmsProps {
  /** Of the alarms whose end means that what was wrong is mended. */
  readonly alarmNames: readonly string[];
  readonly topic: ITopic;
}

/**
 * Tells that an alarm is over. An alarm's own OK actions tell it also of each alarm that was never on, a minute after
 * it is made; this rule hears of alarms alone that were on before. The message has the members of CloudWatch's own, so
 * that on-call tools resolve what they opened.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, OKActions: "from any
 *   other state"
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export class MendedAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarmNames, topic }: MendedAlarmsProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'Tells that an alarm is over',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: [...alarmNames], state: { value: ['OK'] }, previousState: { value: ['ALARM'] } },
      },
      targets: [new SnsTopic(topic, { message: RuleTargetInput.fromObject(MESSAGE) })],
    });
  }
}

const MESSAGE = {
  AlarmName: EventField.fromPath('$.detail.alarmName'),
  AlarmDescription: EventField.fromPath('$.detail.configuration.description'),
  AWSAccountId: EventField.account,
  NewStateValue: EventField.fromPath('$.detail.state.value'),
  NewStateReason: EventField.fromPath('$.detail.state.reason'),
  StateChangeTime: EventField.time,
  Region: EventField.fromPath('$.region'),
  AlarmArn: EventField.fromPath('$.resources[0]'),
  OldStateValue: EventField.fromPath('$.detail.previousState.value'),
};
