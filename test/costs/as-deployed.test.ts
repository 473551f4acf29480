import { expect, it } from 'vitest';
import { scheduled } from '../../costs/function-parts.ts';
import { USUAL_LOAD } from '../../costs/load.ts';
import { trafficOf } from '../../costs/traffic.ts';
import { alarmMetrics } from '../../costs/watching-parts.ts';
import { checkSettings } from '../../settings/check-settings.ts';
import { synthesise } from '../support/synthesise.ts';

/** All that costs. */
const OVERRIDES = {
  endpoint: 'real-time',
  endpointInstances: '2',
  canaryPercent: '50',
  shards: '3',
  channels: '[{"name":"ops","kind":"slack","secret":"weir/slack"}]',
  alertEmail: 'me@example.com',
  escalateAfterMinutes: '30',
  escalationEmail: 'you@example.com',
  monthlyBudgetUsd: '50',
  archive: 'on',
};
const settings = checkSettings({ overrides: OVERRIDES });
const { data, detection } = synthesise(OVERRIDES);

it('metrics in alarms are counted as they are deployed: a cost that nobody counts is found here', () => {
  const alarms = Object.values(detection.findResources('AWS::CloudWatch::Alarm'));
  const metrics = alarms.flatMap(({ Properties }) => Properties.Metrics?.filter(hasStatistic) ?? [Properties]);
  expect(alarmMetrics(settings)).toBe(metrics.length);
});

it('functions have the memory that is counted, and run as often', () => {
  const functions = Object.values(detection.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
  const memory = functions.map(({ MemorySize }) => MemorySize);
  expect(memory).toContain(trafficOf(USUAL_LOAD, settings).consumerGb * 1024);
  for (const { memoryMb } of scheduled(settings)) expect(memory).toContain(memoryMb);
  const rules = Object.values(detection.findResources('AWS::Events::Rule'));
  const schedules = rules.flatMap(({ Properties }) => Properties.ScheduleExpression ?? []);
  const runs = schedules.map(runsPerDay);
  expect(runs.sort()).toEqual(
    scheduled(settings)
      .map((each) => each.runs)
      .sort(),
  );
});

it('the stream has the shards that are counted where the load needs no more', () => {
  data.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: trafficOf(USUAL_LOAD, settings).shards });
});

it('a budget is deployed where one is set', () => {
  detection.hasResourceProperties('AWS::Budgets::Budget', { Budget: { BudgetLimit: { Amount: 50, Unit: 'USD' } } });
});

function hasStatistic(metric: { readonly MetricStat?: unknown }): boolean {
  return metric.MetricStat !== undefined;
}

function runsPerDay(expression: string): number {
  const [, count = '1', unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(expression) ?? [];
  return (unit === 'hour' ? 24 : 1440) / Number(count);
}
