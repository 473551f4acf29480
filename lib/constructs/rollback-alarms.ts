import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

export interface RollbackAlarmsProps {
  readonly installation: string;
  readonly endpointName: string;
  readonly variantName: string;
  /** Of the new model: what the old one answers meanwhile is not counted. */
  readonly endpointConfigName: string;
}

/** Sounds within the first ten minutes of a model that serves badly; nobody is told, SageMaker asks for the states. */
interface RollbackAlarm {
  readonly id: string;
  readonly metricName: string;
  readonly statistic: string;
  readonly above: number;
  /** Minutes, all of them above. */
  readonly minutes: number;
}

const ALARMS: readonly RollbackAlarm[] = [
  { id: 'Errors', metricName: 'Invocation5XXErrors', statistic: Stats.SUM, above: 0, minutes: 2 },
  // SageMaker counts model latency in microseconds.
  { id: 'Slow', metricName: 'ModelLatency', statistic: Stats.percentile(90), above: 1_000_000, minutes: 3 },
];

/**
 * What brings the old model back during a canary deployment. They see the new configuration alone: over all traffic, a
 * tenth of it that fails is lost in any percentile.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export class RollbackAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { installation, endpointName, variantName, endpointConfigName } = props;
    this.all = ALARMS.map(
      ({ id, metricName, statistic, above, minutes }) =>
        new Alarm(this, id, {
          alarmName: rollbackAlarmName(installation, id),
          alarmDescription: 'Brings the old model back while a new one takes over its first part of the traffic.',
          metric: new Metric({
            namespace: 'AWS/SageMaker',
            metricName,
            dimensionsMap: {
              EndpointName: endpointName,
              VariantName: variantName,
              EndpointConfigName: endpointConfigName,
            },
            statistic,
            period: Duration.minutes(1),
          }),
          comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
          threshold: above,
          evaluationPeriods: minutes,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }),
    );
  }
}

/** Their ARNs, by name: the role that may watch them is there before what they watch. */
export function rollbackAlarmArns(scope: Construct, installation: string): string[] {
  return ALARMS.map(({ id }) =>
    Stack.of(scope).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: rollbackAlarmName(installation, id),
    }),
  );
}

function rollbackAlarmName(installation: string, id: string): string {
  return `${installation}: new model, ${id.toLowerCase()}`;
}
