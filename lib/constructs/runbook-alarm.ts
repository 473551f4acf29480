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
  /**
   * What it means that nothing is measured: `fine`, nothing is wrong; `unchanged`, nobody knows more than before; `told`,
   * what measures has stopped, and people hear of it by an INSUFFICIENT_DATA message. Never one that rings: an alarm
   * that was just made has no data.
   * @default fine
   */
  readonly silence?: 'fine' | 'unchanged' | 'told';
  /** Whether it counts what happened and is not undone: that no more of it happens is not told as mended. */
  readonly once?: boolean;
  readonly topic: ITopic;
}

const TREATMENTS = {
  fine: TreatMissingData.NOT_BREACHING,
  unchanged: TreatMissingData.IGNORE,
  told: TreatMissingData.MISSING,
};

/** An alarm that says what it means and where the runbook goes on. */
export class RunbookAlarm extends Alarm {
  /** Its name, without the token that CDK makes of it. */
  readonly title: string;
  readonly saysWhenMended: boolean;

  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { silence = 'fine' } = props;
    const title = `${props.installation}: ${props.heading}`;
    super(scope, id, {
      alarmName: title,
      alarmDescription: `${props.meaning} What to do: docs/runbook.md#${anchor(props.heading)}`,
      metric: props.metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: props.above,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: TREATMENTS[silence],
    });
    const action = new SnsAction(props.topic);
    this.addAlarmAction(action);
    if (silence === 'told') this.addInsufficientDataAction(action);
    this.title = title;
    this.saysWhenMended = !props.once;
  }
}

/** What GitHub makes of a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
