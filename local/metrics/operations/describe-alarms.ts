import type { Alarms } from '../../alarms/alarms.ts';
import { ServiceError } from '../../gateway/service.ts';
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

/** DescribeAlarms: the templates' alarms as they are deployed, in their states. None of them is composite. */
export function alarmOperations(alarms: Alarms, startedAt: Date): CloudWatchOperations {
  const described = alarms.all
    .map(({ name, arn, properties }) => ({
      AlarmName: name,
      AlarmArn: arn,
      ActionsEnabled: true,
      OKActions: [] as readonly string[],
      AlarmActions: [] as readonly string[],
      InsufficientDataActions: [] as readonly string[],
      ...properties,
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
      const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix, NextToken = '' } = input;
      const found = described.filter(
        ({ AlarmName, AlarmActions }) =>
          (AlarmNames?.includes(AlarmName) ?? true) &&
          AlarmName.startsWith(AlarmNamePrefix) &&
          AlarmName > NextToken &&
          (AlarmTypes?.includes('MetricAlarm') ?? true) &&
          (StateValue ?? alarms.status(AlarmName).state) === alarms.status(AlarmName).state &&
          (ActionPrefix === undefined || AlarmActions.some((action) => action.startsWith(ActionPrefix))),
      );
      const page = found.slice(0, input.MaxRecords ?? MAX_RECORDS);
      const next = found.length > page.length ? { NextToken: page.at(-1)?.AlarmName } : {};
      const MetricAlarms = page.map((alarm) => {
        const { state, reason, sinceMs } = alarms.status(alarm.AlarmName);
        return { ...alarm, StateValue: state, StateReason: reason, StateUpdatedTimestamp: new Date(sinceMs) };
      });
      return { MetricAlarms, CompositeAlarms: [], ...next };
    },
  };
}
