import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, KinesisClient, type StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { KinesisStreamEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodePointer } from '../../../contracts/model-registry.ts';
import { parseRules } from '../../../contracts/rules.ts';
import { encodeRulesObject, RULES_KEY } from '../../../contracts/rules-object.ts';
import { pointerTo, TEST_MODEL } from '../../support/consumer/pointers.ts';
import { responseBody } from '../../support/consumer/response-body.ts';
import { CONSUMER_ENVIRONMENT, CONSUMER_SETTINGS } from '../../support/consumer/settings.ts';

const runtime = mockClient(SageMakerRuntimeClient);
const table = mockClient(DynamoDBClient);
const topic = mockClient(SNSClient);
const bucket = mockClient(S3Client);
const stream = mockClient(KinesisClient);
const context = { getRemainingTimeInMillis: () => 8000 };

let handler: typeof import('../../../lambda/consumer/handler.ts').handler;

const ARRIVAL_S = 1763640000.123;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: ARRIVAL_S * 1000 + 60_000 });
  for (const [name, value] of Object.entries({ ...CONSUMER_ENVIRONMENT, AWS_REGION: 'eu-west-1' }))
    vi.stubEnv(name, value);
  for (const output of [process.stdout, process.stderr]) vi.spyOn(output, 'write').mockReturnValue(true);
  ({ handler } = await import('../../../lambda/consumer/handler.ts'));
});

beforeEach(() => {
  for (const client of [runtime, table, topic, bucket, stream]) client.reset();
  table.onAnyCommand().resolves({});
  const items = new Map();
  table.on(GetItemCommand).callsFake(({ Key }) => ({ Item: items.get(`${Key.pk.S} ${Key.sk.S}`) }));
  table.on(PutItemCommand).callsFake(({ Item }) => {
    items.set(`${Item.pk.S} ${Item.sk.S}`, Item);
    return {};
  });
  topic.onAnyCommand().resolves({});
  bucket.onAnyCommand().resolves({});
  bucket
    .on(GetObjectCommand, { Bucket: CONSUMER_SETTINGS.modelBucketName, Key: 'models/pointer.json' })
    .callsFake(() => ({
      Body: { transformToByteArray: async () => Buffer.from(encodePointer(pointerTo(TEST_MODEL))) },
    }));
  const changes = [{ version: 'v1', atMs: 0, by: 'me', why: 'because' }];
  const rules = encodeRulesObject({ changes, rules: parseRules({ rules: [] }, 'rules') });
  bucket.on(GetObjectCommand, { Bucket: CONSUMER_SETTINGS.modelBucketName, Key: RULES_KEY }).callsFake(() => ({
    Body: { transformToByteArray: async () => Buffer.from(rules) },
  }));
  stream.on(DescribeStreamSummaryCommand).resolves({
    StreamDescriptionSummary: { StreamCreationTimestamp: new Date(1763000000000) } as StreamDescriptionSummary,
  });
});

function eventOf(...contents: string[]): KinesisStreamEvent {
  return {
    Records: contents.map((content, i) => ({
      awsRegion: 'eu-west-1',
      eventID: `shardId-000000000007:${100 + i}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/observations',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/consumer',
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'pump-1',
        sequenceNumber: String(100 + i),
        data: Buffer.from(content).toString('base64'),
        approximateArrivalTimestamp: ARRIVAL_S,
      },
    })),
  };
}

function answer(...anomalous: boolean[]): void {
  const scores = anomalous.map((one) => ({
    score: 0.7,
    threshold: 0.6,
    anomalous: one,
    grade: 0.8,
    modelVersion: 'v1',
  }));
  runtime.on(InvokeEndpointCommand).resolves({ Body: responseBody(JSON.stringify({ scores })) });
}

describe('the consumer', () => {
  it('takes a batch as Lambda delivers it through every service', async () => {
    answer(false, true);
    expect(await handler(eventOf('{"x":1}', 'oops', '{"x":9}'), context)).toEqual({ batchItemFailures: [] });
    const asked = runtime.commandCalls(InvokeEndpointCommand).map(({ args }) => args[0].input);
    expect(asked.map(({ CustomAttributes }) => CustomAttributes)).toEqual([`weir-model=${TEST_MODEL}`]);
    const read = table.commandCalls(GetItemCommand).map(({ args }) => args[0].input);
    // The note of the record, the item of the source, what the gate reads, and, before it is told, the history.
    const keys = [
      'record#observations/shardId-000000000007:100',
      'source#pump-1',
      'source#weir:storm',
      'source#pump-1',
      expect.stringMatching(/^incident#/),
    ];
    expect(read.map(({ Key }) => Key?.pk?.S)).toEqual(keys);
    expect(read.every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
    const [{ Item } = {}] = table.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    expect(Object.keys(JSON.parse(Item!.checkpoints!.S!))).toEqual(['observations@1763000000000/shardId-000000000007']);
    expect(topic.commandCalls(PublishCommand)[0].args[0].input.TopicArn).toBe(CONSUMER_SETTINGS.alertTopicArn);
    expect(table.commandCalls(UpdateItemCommand)).toHaveLength(1);
    expect(bucket.commandCalls(PutObjectCommand)[0].args[0].input.Key).toMatch(
      /^quarantine\/2025\/11\/20\/shardId-000000000007\/101\.0-101\.0-[0-9a-f]{8}\.jsonl$/,
    );
  });

  it('gives back the first record that is not done, in the shape that Lambda understands', async () => {
    runtime.rejects(Object.assign(new Error('warming'), { name: 'ModelNotReadyException' }));
    expect(await handler(eventOf('oops', '{"x":1}', '{"x":1}'), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '101' }],
    });
    expect(bucket.commandCalls(PutObjectCommand)).toHaveLength(1);
  });

  it('has nothing to do for an empty event', async () => {
    expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] });
  });
});
