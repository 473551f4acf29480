import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface RunbookAlarmProps {
  /** Name of the installation, so that several can live in one account. */
  readonly installation: string;
  /** The heading of `docs/runbook.md` that says what to do; the alarm's name ends in it. */
  readonly heading: string;
  /** What it means, one sentence for whoever gets the mail. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** The alarm sounds above this. */
  readonly above: number;
  /** In a row; a period is the metric's. @default 1 */
  readonly periods?: number;
  /** Whether it also sounds when nothing is measured. @default false, because an idle stream measures nothing */
  readonly soundsInSilence?: boolean;
  readonly topic: ITopic;
}

/** An alarm that says what it means and where the runbook goes on. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      alarmName: `${props.installation}: ${props.heading}`,
      alarmDescription: `${props.meaning} What to do: docs/runbook.md#${anchor(props.heading)}`,
      metric: props.metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: props.above,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.soundsInSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(props.topic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}

/** What GitHub makes of a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
