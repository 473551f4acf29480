/** The properties of an AWS::CloudWatch::Alarm that say what it watches. */
export interface AlarmProperties extends MetricProperties {
  readonly AlarmName: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: MetricProperties; readonly Period: number; readonly Stat: string };
  }[];
}

interface MetricProperties {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
}

interface Reference {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::ImportValue'?: string;
}

/** An alarm in a line: statistic, metric and whose it is, then limit and periods. */
export function describeAlarm(alarm: AlarmProperties): string {
  const parts = alarm.Metrics?.map(({ Expression, MetricStat }) =>
    MetricStat ? `${describeMetric(MetricStat.Metric, MetricStat.Stat)} of ${MetricStat.Period} s` : Expression,
  );
  const watched = parts?.join(', ') ?? describeMetric(alarm, alarm.Statistic ?? alarm.ExtendedStatistic);
  const operator = alarm.ComparisonOperator === 'GreaterThanThreshold' ? '>' : alarm.ComparisonOperator;
  const periods = `${alarm.EvaluationPeriods}${alarm.Period === undefined ? '' : ` x ${alarm.Period} s`}`;
  return `${watched} ${operator} ${alarm.Threshold} in ${periods}`;
}

function describeMetric(
  { Namespace, MetricName, Dimensions }: MetricProperties,
  statistic: string | undefined,
): string {
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name} ${ownerOf(Value)}`);
  return `${statistic} of ${Namespace} ${MetricName} (${dimensions.join(', ')})`;
}

/** A name as it is written, or whose it is, without the hash of its place; of another stack, the name it exports. */
function ownerOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': [id] = [Ref], 'Fn::ImportValue': exported } = value as Reference;
  return exported ?? id?.replace(/[0-9A-F]{8}$/, '') ?? '';
}

/** The alarm's heading in the runbook, of an installation called Weir. */
export function headingOf({ AlarmName }: Pick<AlarmProperties, 'AlarmName'>): string {
  return AlarmName.replace('Weir: ', '');
}
