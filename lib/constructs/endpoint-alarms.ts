import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface EndpointAlarmsProps {
  readonly installation: string;
  readonly endpointName: string;
  readonly variantName: string;
  readonly topic: ITopic;
}

/** What says to people that the endpoint serves badly. */
export class EndpointAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    const { installation, topic, endpointName, variantName } = props;
    const metric = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'AWS/SageMaker',
        metricName,
        dimensionsMap: { EndpointName: endpointName, VariantName: variantName },
        statistic,
        period: Duration.minutes(1),
      });
    this.all = [
      new RunbookAlarm(this, 'Errors', {
        installation,
        topic,
        heading: 'Endpoint answers with errors',
        meaning:
          'The scoring endpoint answered 5xx in three minutes out of three: observations wait in the stream, none is lost.',
        metric: metric('Invocation5XXErrors', Stats.SUM),
        above: 0,
        periods: 3,
        silence: 'unchanged',
      }),
      new RunbookAlarm(this, 'Slow', {
        installation,
        topic,
        heading: 'Endpoint is slow',
        meaning: 'The model took over a second per request, five minutes long: usual is under 50 ms.',
        // SageMaker counts model latency in microseconds.
        metric: metric('ModelLatency', Stats.percentile(90)),
        above: 1_000_000,
        periods: 5,
        silence: 'unchanged',
      }),
    ];
  }
}
