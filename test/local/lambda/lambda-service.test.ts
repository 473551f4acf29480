import {
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { lambdaService } from '../../../local/lambda/api/lambda-service.ts';
import type { Resource } from '../../../local/template/resolve-assembly.ts';
import { serveAlone } from '../serve-alone.ts';
import { type Deployment, deploy, handlerModule } from './deployed-function.ts';

const FunctionName = 'the-function';
const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:the-function';
const STREAM = 'arn:aws:kinesis:eu-west-1:000000000000:stream/the-stream';
const MAPPING: Resource = {
  stackName: 'Weir',
  logicalId: 'Mapping',
  type: 'AWS::Lambda::EventSourceMapping',
  ref: '97fbcc4f-9d0d-4e71-854e-d217754b2d96',
  attributes: {},
  properties: { FunctionName, EventSourceArn: STREAM, BatchSize: 500, StartingPosition: 'TRIM_HORIZON' },
};

/** A client of a Lambda that has one function, with this handler, and one mapping. */
async function lambda(handler: string, more: Partial<Deployment> = {}) {
  const listeners = new Set<(line: string) => void>();
  const deployed = deploy({
    files: handlerModule(handler),
    log: (line) => {
      for (const listener of listeners) listener(line);
    },
    ...more,
  });
  const service = await serveAlone(
    'lambda',
    lambdaService({
      functions: [deployed],
      mappings: [MAPPING],
      listen(_logicalId, onLine) {
        listeners.add(onLine);
        return () => listeners.delete(onLine);
      },
    }),
  );
  const client = new LambdaClient(service.client);
  onTestFinished(async () => {
    client.destroy();
    await service.stop();
  });
  const invoke = async (input: unknown, options: Partial<InvokeCommandInput> = {}) => {
    const Payload = typeof input === 'string' ? input : JSON.stringify(input);
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload, ...options }));
    return { ...answer, text: answer.Payload?.transformToString() };
  };
  return { client, invoke, deployed };
}

test('functions are listed and described, by name or ARN', async () => {
  const { client } = await lambda('', { variables: { MODE: 'x' } });
  const { Functions } = await client.send(new ListFunctionsCommand({}));
  const described = { FunctionName, FunctionArn: ARN, MemorySize: 256, Timeout: 3, State: 'Active' };
  expect(Functions).toMatchObject([{ ...described, Environment: { Variables: { MODE: 'x' } } }]);
  for (const name of [FunctionName, ARN, `${ARN}:$LATEST`, '000000000000:function:the-function']) {
    expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).toMatchObject(described);
  }
  expect((await client.send(new GetFunctionCommand({ FunctionName }))).Configuration).toMatchObject(described);
});

test('a function is invoked with an event and answers', async () => {
  const { invoke } = await lambda('return { twice: event.n * 2 };');
  const answer = await invoke({ n: 21 });
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', text: '{"twice":42}' });
  expect(answer.FunctionError).toBeUndefined();
  expect(answer.LogResult).toBeUndefined();
});

test('what a function throws is its answer, marked as an error', async () => {
  const { invoke } = await lambda('throw new TypeError("no such pump");');
  const answer = await invoke({});
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(answer.text!)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such pump' });
});

test('the end of its log comes along when it is asked for', async () => {
  const { invoke } = await lambda('console.log("hello from inside");');
  const { LogResult } = await invoke({}, { LogType: 'Tail' });
  const log = Buffer.from(LogResult!, 'base64').toString();
  expect(log).toContain('hello from inside');
  expect(log).toContain('REPORT RequestId');
});

test('an event is handed over without waiting for the answer, and a dry run does nothing', async () => {
  const { invoke, deployed } = await lambda('console.log("got", event.n);');
  expect(await invoke({ n: 1 }, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  expect(await invoke({ n: 2 }, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
  await expect.poll(() => deployed.lines.join('\n')).toContain('got 2');
  expect(deployed.lines.join('\n')).not.toContain('got 1');
});

test('an invocation that is not to be is refused as Lambda refuses it', async () => {
  const { invoke } = await lambda('', { maxConcurrency: 0 });
  await expect(invoke('no JSON')).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  await expect(invoke('x'.repeat(7_000_000))).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  await expect(invoke({}, { FunctionName: 'other' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(invoke({}, { Qualifier: '7' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('event source mappings are told with what Lambda adds, by function and by stream', async () => {
  const { client } = await lambda('');
  const list = async (more: object) =>
    (await client.send(new ListEventSourceMappingsCommand(more))).EventSourceMappings ?? [];
  const [mapping] = await list({ FunctionName: ARN, EventSourceArn: STREAM });
  expect(mapping).toMatchObject({
    ...{ UUID: MAPPING.ref, FunctionArn: ARN, EventSourceArn: STREAM, State: 'Enabled' },
    ...{ BatchSize: 500, MaximumRetryAttempts: -1, ParallelizationFactor: 1 },
  });
  expect(await list({ FunctionName: 'other' })).toEqual([]);
  expect(await list({ EventSourceArn: `${STREAM}2` })).toEqual([]);
  expect(await client.send(new GetEventSourceMappingCommand({ UUID: MAPPING.ref }))).toMatchObject({
    ...mapping,
    $metadata: {},
  });
  await expect(client.send(new GetEventSourceMappingCommand({ UUID: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('what the local Lambda does not know is refused by name', async () => {
  const { client } = await lambda('');
  await expect(client.send(new DeleteFunctionCommand({ FunctionName }))).rejects.toThrow(
    'the local Lambda does not know DELETE /2015-03-31/functions/the-function',
  );
});
