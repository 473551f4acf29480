import { ServiceError } from '../../gateway/service.ts';
import type { Resource } from '../../template/resolve-assembly.ts';
import type { CloudWatchOperations } from '../cloudwatch-service.ts';

interface DescribeAlarmsInput {
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: string;
  readonly ActionPrefix?: string;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

const FILTERS = [
  ...['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'ActionPrefix'],
  ...['MaxRecords', 'NextToken'],
];
const MAX_RECORDS = 100;

/** Nobody looks at the metrics, so no alarm has data; one that was OK here would lull people. */
const STATE = 'INSUFFICIENT_DATA';

/**
 * DescribeAlarms: the templates' alarms as they are deployed, in the state that they have here. None of them is
 * composite.
 *
 * @param alarms `AWS::CloudWatch::Alarm`, whose properties are named as in the API
 */
export function alarmOperations(alarms: readonly Resource[], startedAt: Date): CloudWatchOperations {
  const described = alarms
    .map(({ ref, attributes, properties }) => ({
      AlarmName: ref,
      AlarmArn: attributes.Arn!,
      ActionsEnabled: true,
      OKActions: [] as readonly string[],
      AlarmActions: [] as readonly string[],
      InsufficientDataActions: [] as readonly string[],
      ...properties,
      StateValue: STATE,
      StateReason: 'The local cloud does not evaluate alarms',
      StateUpdatedTimestamp: startedAt,
      AlarmConfigurationUpdatedTimestamp: startedAt,
    }))
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
  return {
    DescribeAlarms(input: DescribeAlarmsInput) {
      const strange = Object.keys(input).find((name) => !FILTERS.includes(name));
      if (strange !== undefined)
        throw new ServiceError(
          'InvalidParameterValue',
          `the local CloudWatch does not know ${strange} of DescribeAlarms`,
        );
      const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue = STATE, ActionPrefix, NextToken = '' } = input;
      const found = described.filter(
        ({ AlarmName, AlarmActions }) =>
          (AlarmNames?.includes(AlarmName) ?? true) &&
          AlarmName.startsWith(AlarmNamePrefix) &&
          AlarmName > NextToken &&
          (AlarmTypes?.includes('MetricAlarm') ?? true) &&
          StateValue === STATE &&
          (ActionPrefix === undefined || AlarmActions.some((action) => action.startsWith(ActionPrefix))),
      );
      const MetricAlarms = found.slice(0, input.MaxRecords ?? MAX_RECORDS);
      const next = found.length > MetricAlarms.length ? { NextToken: MetricAlarms.at(-1)?.AlarmName } : {};
      return { MetricAlarms, CompositeAlarms: [], ...next };
    },
  };
}
