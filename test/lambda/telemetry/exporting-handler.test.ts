import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { KinesisStreamEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it, vi } from 'vitest';
import { consumerSettingsSchema } from '../../../contracts/function-settings.ts';
import { encodePointer } from '../../../contracts/model-registry.ts';
import { encodeFunctionSettings, SETTINGS_VARIABLE } from '../../../contracts/settings-variable.ts';
import { pointerTo, TEST_MODEL } from '../../support/consumer/pointers.ts';
import { responseBody } from '../../support/consumer/response-body.ts';
import { CONSUMER_ENVIRONMENT, CONSUMER_SETTINGS } from '../../support/consumer/settings.ts';
import { otlpCollector } from '../../support/otlp-collector.ts';

const ARRIVAL_S = 1763640000.123;

const EVENT = {
  Records: [
    {
      eventID: 'shardId-000000000007:100',
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/observations',
      kinesis: {
        partitionKey: 'pump-1',
        sequenceNumber: '100',
        data: Buffer.from('{"x":1}').toString('base64'),
        approximateArrivalTimestamp: ARRIVAL_S,
      },
    },
  ],
} as KinesisStreamEvent;

it('the consumer exports each batch when it is told where to, with the headers of its secret and as who it is', async () => {
  const collector = await otlpCollector();
  mockClient(DynamoDBClient).onAnyCommand().resolves({});
  mockClient(S3Client)
    .onAnyCommand()
    .resolves({})
    .on(GetObjectCommand, { Key: 'models/pointer.json' })
    .callsFake(() => ({
      Body: { transformToByteArray: async () => Buffer.from(encodePointer(pointerTo(TEST_MODEL))) },
    }));
  const scores = [{ score: 0.7, threshold: 0.9, anomalous: false, grade: 0, modelVersion: 'v1' }];
  mockClient(SageMakerRuntimeClient)
    .on(InvokeEndpointCommand)
    .resolves({ Body: responseBody(JSON.stringify({ scores })) });
  mockClient(SecretsManagerClient)
    .on(GetSecretValueCommand, { SecretId: 'weir/otlp' })
    .resolves({ SecretString: '{"Authorization":"Bearer 42"}' });
  const otlp = { endpoint: collector.endpoint, headersSecret: 'weir/otlp' };
  const variables = {
    ...CONSUMER_ENVIRONMENT,
    [SETTINGS_VARIABLE]: encodeFunctionSettings(consumerSettingsSchema, { ...CONSUMER_SETTINGS, otlp }),
    ...{ AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'consumer', AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/28/[1]' },
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  for (const output of [process.stdout, process.stderr]) vi.spyOn(output, 'write').mockReturnValue(true);

  const { handler } = await import('../../../lambda/consumer/handler.ts');
  const context = { getRemainingTimeInMillis: () => 60_000 };
  expect(await handler(EVENT, context)).toEqual({ batchItemFailures: [] });
  expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] });

  expect(collector.spans.map(({ name }) => name)).toEqual(['scoring', 'batch']);
  expect(collector.metrics).toHaveLength(1);
  expect(collector.metrics[0].map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ScoringLatency', 'Observations', 'ArrivalToVerdict']),
  );
  expect(collector.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 42', 'Bearer 42']);
  expect(collector.resources[0]).toEqual({
    'service.name': 'weir-test',
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': 'eu-west-1',
    'faas.name': 'consumer',
    'faas.instance': '2026/11/28/[1]',
  });
});
