import { expect, it } from 'vitest';
import { StateCalls } from '../../../verification/load/state-calls.ts';

const PARTS = ['Weir-Data-Shards', 'weir-data-snapshots'];

it('what keeping the state of sources calls is counted by action, and what else is called, or refused, is not', () => {
  const calls = new StateCalls();
  const count = (action: string, resource: string, allowed = true) =>
    calls.count({ principal: 'role', permission: { action, resource }, allowed }, PARTS);
  count('s3:PutObject', 'arn:aws:s3:::weir-data-snapshots/snapshots/a');
  calls.forget();
  count('dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:123456789012:table/Weir-Data-Shards');
  count('dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:123456789012:table/Weir-Data-Shards');
  count('dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:123456789012:table/Weir-Data-Incidents');
  count('s3:PutObject', 'arn:aws:s3:::weir-data-snapshots/snapshots/b');
  count('s3:PutObject', 'arn:aws:s3:::weir-data-snapshots/snapshots/c', false);
  expect(calls.counts).toEqual({ 'dynamodb:GetItem': 2, 's3:PutObject': 1 });
});
