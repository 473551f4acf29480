import { expect, it } from 'vitest';
import { BilledUse } from '../../../verification/load/billed-use.ts';

const PARTS = { ShardTable: 'Weir-Data-Shards', IncidentTable: 'Weir-Data-Incidents' };
const CONSUMER = 'arn:aws:iam::123456789012:role/Weir-Detection-ConsumerRole1A2B3C';
const table = (name: string) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${name}`;

it('calls of functions are counted by who, action and part; those of people, and what was refused, are not', () => {
  const use = new BilledUse();
  const call = (resource: string, principal = CONSUMER, allowed = true) =>
    use.call({ principal, permission: { action: 'dynamodb:GetItem', resource }, allowed }, PARTS);
  call(table('Weir-Data-Shards'));
  use.forget();
  call(table('Weir-Data-Shards'));
  call(table('Weir-Data-Shards'));
  call(table('Weir-Data-Incidents'));
  call(table('Weir-Data-Incidents'), 'arn:aws:iam::123456789012:user/me');
  call(table('Weir-Data-Incidents'), CONSUMER, false);
  expect(use.counted.calls).toEqual({
    'Consumer dynamodb:GetItem IncidentTable': 1,
    'Consumer dynamodb:GetItem ShardTable': 2,
  });
});

it('lines are counted in bytes as they are sent, and metrics by their names', () => {
  const use = new BilledUse();
  const metrics = '{"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":"Done"},{"Name":"Anomalies"}]}]},"Done":1}';
  for (const text of ['{"message":"Süd"}', metrics, metrics]) use.line({ function: 'Consumer', text });
  expect(use.counted.logged).toEqual({ Consumer: { lines: 3, bytes: 18 + 2 * metrics.length } });
  expect(use.counted.metrics).toEqual(['Anomalies', 'Done']);
});
