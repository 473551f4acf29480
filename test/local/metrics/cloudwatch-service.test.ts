import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  DescribeAnomalyDetectorsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchAlarms } from '../../../local/alarms/alarms.ts';
import { readAlarm } from '../../../local/alarms/metric-alarm.ts';
import { cloudwatchService } from '../../../local/metrics/cloudwatch-service.ts';
import { metricStore } from '../../../local/metrics/metric-store.ts';
import type { Resource } from '../../../local/template/resolve-assembly.ts';
import { type LoneService, serveAlone } from '../serve-alone.ts';

const START_MS = Date.UTC(2026, 10, 27, 12);
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alerts';

function alarm(name: string, properties: Resource['properties']): Resource {
  const attributes = { Arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}` };
  return { stackName: 'Weir', logicalId: name, type: 'AWS::CloudWatch::Alarm', ref: name, attributes, properties };
}

const PROPERTIES = {
  ...{ Namespace: 'Weir', MetricName: 'Quarantined', Period: 300, Statistic: 'Maximum', EvaluationPeriods: 1 },
  ...{ Threshold: 99.9, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' },
};
const ALARMS = [
  alarm('Weir: Late', { ...PROPERTIES, Dimensions: [{ Name: 'service', Value: 'Weir' }], AlarmActions: [TOPIC] }),
  alarm('Other: Full', PROPERTIES),
];

const DASHBOARD = { ...alarm('Weir', { DashboardBody: '{"widgets":[]}' }), type: 'AWS::CloudWatch::Dashboard' };

let service: LoneService;

beforeAll(async () => {
  const store = metricStore();
  for (const [i, value] of [1, 2, 4].entries()) {
    const timestampMs = START_MS + i * 40_000;
    store.record({ namespace: 'Weir', name: 'Scored', dimensions: { service: 'Weir' }, timestampMs, value });
  }
  store.record({ namespace: 'Weir', name: 'Scored', dimensions: {}, timestampMs: START_MS, value: 9 });
  const alarms = watchAlarms(ALARMS.map(readAlarm), store, START_MS - 60_000, () => {});
  store.record({
    namespace: 'Weir',
    name: 'Quarantined',
    dimensions: { service: 'Weir' },
    timestampMs: START_MS - 1,
    value: 100,
  });
  service = await serveAlone(
    'monitoring',
    cloudwatchService(store, alarms, () => [DASHBOARD]),
  );
  alarms.evaluate(START_MS);
});

afterAll(() => service.stop());

describe.each([
  ['JSON, as the JavaScript SDK speaks it', {}],
  [
    'CBOR, as boto3 and the aws CLI speak it',
    {
      protocol: SmithyRpcV2CborProtocol,
      protocolSettings: {
        defaultNamespace: 'com.amazonaws.cloudwatch',
        serviceTarget: 'GraniteServiceVersion20100801',
      },
    },
  ],
])('over %s', (_what, protocol) => {
  let client: CloudWatchClient;
  beforeAll(() => {
    client = new CloudWatchClient({ ...service.client, ...protocol });
  });
  afterAll(() => client.destroy());

  const alarms = async (more: DescribeAlarmsCommandInput = {}) => {
    const { MetricAlarms = [], NextToken } = await client.send(new DescribeAlarmsCommand(more));
    return { names: MetricAlarms.map(({ AlarmName }) => AlarmName), NextToken, MetricAlarms };
  };

  test("alarms are the templates', in the states in which they are", async () => {
    const { names, MetricAlarms } = await alarms();
    expect(names).toEqual(['Other: Full', 'Weir: Late']);
    expect(MetricAlarms[1]).toMatchObject({
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Weir: Late',
      Threshold: 99.9,
      Dimensions: [{ Name: 'service', Value: 'Weir' }],
      AlarmActions: [TOPIC],
      ActionsEnabled: true,
      StateValue: 'ALARM',
      StateReason: 'Threshold crossed: datapoints [100], GreaterThanThreshold 99.9',
    });
    expect(MetricAlarms[1]!.StateUpdatedTimestamp).toEqual(new Date(START_MS));
  });

  test('alarms are found by name, prefix, state, kind and action, page by page', async () => {
    const late = ['Weir: Late'];
    expect((await alarms({ AlarmNames: ['Weir: Late', 'none'] })).names).toEqual(late);
    expect((await alarms({ AlarmNamePrefix: 'Weir' })).names).toEqual(late);
    expect((await alarms({ ActionPrefix: TOPIC })).names).toEqual(late);
    expect((await alarms({ StateValue: 'ALARM' })).names).toEqual(late);
    expect((await alarms({ StateValue: 'OK' })).names).toEqual(['Other: Full']);
    expect((await alarms({ StateValue: 'INSUFFICIENT_DATA' })).names).toEqual([]);
    expect((await alarms({ AlarmTypes: ['CompositeAlarm'] })).names).toEqual([]);
    const first = await alarms({ MaxRecords: 1 });
    expect(first.names).toEqual(['Other: Full']);
    expect((await alarms({ MaxRecords: 1, NextToken: first.NextToken })).names).toEqual(late);
    await expect(alarms({ ChildrenOfAlarmName: 'x' })).rejects.toThrow('does not know ChildrenOfAlarmName');
  });

  test('values come by period, with their times', async () => {
    const Dimensions = [{ Name: 'service', Value: 'Weir' }];
    const Metric = { Namespace: 'Weir', MetricName: 'Scored', Dimensions };
    const times = { StartTime: new Date(START_MS), EndTime: new Date(START_MS + 600_000) };
    const MetricDataQueries = [{ Id: 'a', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }];
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({ ...times, MetricDataQueries, ScanBy: 'TimestampAscending' }),
    );
    const Timestamps = [new Date(START_MS), new Date(START_MS + 60_000)];
    expect(MetricDataResults).toMatchObject([{ Id: 'a', Timestamps, Values: [3, 4] }]);
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({ ...times, ...Metric, Period: 60, Statistics: ['Average'] }),
    );
    expect(Datapoints).toMatchObject([
      { Timestamp: Timestamps[0], Average: 1.5 },
      { Timestamp: Timestamps[1], Average: 4 },
    ]);
  });

  test('metrics are listed by dimension', async () => {
    const list = async (more: object) =>
      (await client.send(new ListMetricsCommand({ Namespace: 'Weir', MetricName: 'Scored', ...more }))).Metrics!.length;
    expect(await list({})).toBe(2);
    expect(await list({ Dimensions: [{ Name: 'service' }] })).toBe(1);
    expect(await list({ Dimensions: [{ Name: 'service', Value: 'Other' }] })).toBe(0);
  });

  test('a dashboard is as it is deployed', async () => {
    const get = (DashboardName: string) => client.send(new GetDashboardCommand({ DashboardName }));
    expect(await get('Weir')).toMatchObject({ DashboardBody: '{"widgets":[]}', DashboardName: 'Weir' });
    await expect(get('Other')).rejects.toMatchObject({ name: 'DashboardNotFoundError' });
  });

  test('what is not known is refused by name', async () => {
    await expect(client.send(new DescribeAnomalyDetectorsCommand({}))).rejects.toThrow(
      'the local CloudWatch does not know DescribeAnomalyDetectors',
    );
  });
});
