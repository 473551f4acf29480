import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloudFormationService } from '../../../local/cloudformation/cloudformation-service.ts';
import type { ResolvedAssembly } from '../../../local/template/resolve-assembly.ts';
import { synthesiseAndResolve } from '../../support/synthesise.ts';
import { type LoneService, serveAlone } from '../serve-alone.ts';

let app: ResolvedAssembly;
let service: LoneService;
let client: CloudFormationClient;

beforeAll(async () => {
  app = synthesiseAndResolve();
  service = await serveAlone('cloudformation', cloudFormationService(app));
  client = new CloudFormationClient(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

const NAMES = ['Weir-Data', 'Weir-Detection'];

test('stacks are listed and described under one identity', async () => {
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
  expect(StackSummaries.map(({ StackName }) => StackName).sort()).toEqual(NAMES);
  const [{ StackId, StackName }] = StackSummaries;
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: StackId }));
  expect(Stacks).toMatchObject([{ StackId, StackName, StackStatus: 'CREATE_COMPLETE' }]);
  expect(Stacks![0].CreationTime!.getTime()).toBeGreaterThan(Date.now() - 60_000);
});

test('stacks are listed by their status, which all have', async () => {
  const list = async (StackStatusFilter: ('CREATE_COMPLETE' | 'DELETE_COMPLETE')[]) =>
    (await client.send(new ListStacksCommand({ StackStatusFilter }))).StackSummaries?.length ?? 0;
  expect(await list(['DELETE_COMPLETE'])).toBe(0);
  expect(await list(['DELETE_COMPLETE', 'CREATE_COMPLETE'])).toBe(2);
});

test('what is in a stack is told with the names that its services know', async () => {
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'Weir-Data' }));
  const table = StackResources.find(({ ResourceType }) => ResourceType === 'AWS::DynamoDB::Table');
  const [{ ref, logicalId }] = app.resourcesOf('AWS::DynamoDB::Table');
  expect(table).toMatchObject({ StackName: 'Weir-Data', LogicalResourceId: logicalId, PhysicalResourceId: ref });
  const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: 'Weir-Data' }));
  expect(StackResourceSummaries.map((one) => one.PhysicalResourceId)).toEqual(
    StackResources.map((one) => one.PhysicalResourceId),
  );
});

test('a resource is found by its logical or its physical name', async () => {
  const [{ ref, logicalId }] = app.resourcesOf('AWS::DynamoDB::Table');
  const one = new DescribeStackResourcesCommand({ StackName: 'Weir-Data', LogicalResourceId: logicalId });
  expect((await client.send(one)).StackResources?.map((found) => found.PhysicalResourceId)).toEqual([ref]);
  const stack = await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: ref }));
  expect(stack.StackResources?.every(({ StackName }) => StackName === 'Weir-Data')).toBe(true);
  expect(stack.StackResources!.length).toBeGreaterThan(1);
});

test('what is not there or not known is refused', async () => {
  for (const command of [
    new DescribeStacksCommand({ StackName: 'None' }),
    new DescribeStackResourcesCommand({ StackName: 'None' }),
    new ListStackResourcesCommand({ StackName: 'None' }),
  ]) {
    await expect(client.send(command as DescribeStacksCommand)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id None does not exist',
    });
  }
  await expect(client.send(new DescribeStackEventsCommand({ StackName: 'Weir-Data' }))).rejects.toThrow(
    'the local CloudFormation does not know DescribeStackEvents',
  );
});
