import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONSUMER_VARIABLES, SWEEPER_VARIABLES } from '../../contracts/consumer-environment.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE } from '../../contracts/metrics.ts';
import { allowedCalls } from '../support/allowed-calls.ts';
import { synthesise, type Templates } from '../support/synthesise.ts';

let data: Templates['data'];
let detection: Templates['detection'];
let operations: Templates['operations'];

beforeAll(() => {
  ({ data, detection, operations } = synthesise({ alertEmail: 'me@example.com,you@example.com' }));
});

describe('the data stack', () => {
  it('has one encrypted shard that keeps records for a day', () => {
    data.hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: 1,
      RetentionPeriodHours: 24,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
  });

  it('keeps incidents by source, lets them expire, and can restore them', () => {
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'source', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('closes the quarantine to the public and logs who reads it', () => {
    data.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
    });
    data.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: Match.anyValue() });
  });

  it('outlives its installation', () => {
    for (const type of ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      data.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });
});

describe('the endpoint', () => {
  it('is serverless, with 2048 MB and at most 5 invocations at once', () => {
    detection.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.objectLike({ ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } })],
    });
  });

  it('is told the largest answer that SageMaker carries back from it', () => {
    detection.hasResourceProperties('AWS::SageMaker::Model', {
      PrimaryContainer: { Environment: { WEIR_MAX_ANSWER_BYTES: '3900000' } },
    });
  });

  it('has a name in lower case, as its ARN will have it', () => {
    const [endpoint] = Object.values(detection.findResources('AWS::SageMaker::Endpoint'));
    expect(endpoint?.Properties.EndpointName).toMatch(/^[a-z][a-z0-9-]{0,62}$/);
  });

  it('may fetch its image and its model, write its logs and metrics, and nothing else', () => {
    expect(allowedCalls(detection, 'EndpointRole')).toEqual([
      'cloudwatch:PutMetricData',
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      's3:GetObject',
    ]);
  });
});

describe('the consumer', () => {
  it('reads our stream from its first record and gives nothing up before its age', () => {
    detection.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 6 * 3600,
      ParallelizationFactor: 1,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      MetricsConfig: { Metrics: ['EventCount'] },
    });
  });

  it('may make the calls that it makes, and no other', () => {
    expect(allowedCalls(detection, 'ConsumerRole')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:ListBucket',
      's3:PutObject',
      'sagemaker:InvokeEndpoint',
      'sns:Publish',
    ]);
  });

  it('may write under two prefixes of the bucket only', () => {
    const statement = JSON.stringify(
      Object.values(detection.findResources('AWS::IAM::Policy'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => Action === 's3:PutObject'),
    );
    expect([...statement.matchAll(/"(\/[^"]*)"/g)].map(([, key]) => key)).toEqual(['/aws/lambda/*', '/quarantine/*']);
  });

  it('is told everything that it wants to know', () => {
    expect(environmentOf('ConsumerFunction')).toEqual([...CONSUMER_VARIABLES].sort());
  });

  it('runs on the Node that it was tested with, for ARM, and logs for 30 days', () => {
    detection.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    detection.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });
});

describe('the sweeper', () => {
  it('runs every minute and is not tried again in between', () => {
    detection.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } })],
    });
    detection.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  it('is told everything that it wants to know', () => {
    expect(environmentOf('SweeperFunction')).toEqual([...SWEEPER_VARIABLES].sort());
  });

  it('may look through the incidents and publish, and nothing else', () => {
    expect(allowedCalls(detection, 'SweeperRole')).toEqual([
      'dynamodb:PutItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sns:Publish',
    ]);
  });
});

describe('the alert topic', () => {
  it('takes messages over TLS, and from the alarms of this account', () => {
    detection.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
  });

  it('tells each address', () => {
    for (const Endpoint of ['me@example.com', 'you@example.com']) {
      detection.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    }
  });
});

describe('the alarms', () => {
  it('are the headings of the runbook, one each', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(alarms().map(({ AlarmName }) => AlarmName.replace('Weir: ', ''))).toEqual(headings.sort());
  });

  it('say what they mean and link their heading', () => {
    for (const { AlarmName, AlarmDescription } of alarms()) {
      const anchor = AlarmName.replace('Weir: ', '').toLowerCase().replaceAll(' ', '-');
      expect(AlarmDescription).toMatch(new RegExp(`^[A-Z].{30,}\\. What to do: docs/runbook\\.md#${anchor}$`));
    }
  });

  it('tell the topic', () => {
    for (const alarm of alarms()) expect(alarm.AlarmActions).toHaveLength(1);
  });

  it('stay silent while the stream is idle, except about what must run every minute', () => {
    const silent = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'notBreaching');
    const others = alarms().filter((alarm) => !silent.includes(alarm));
    expect(others.map(({ AlarmName, TreatMissingData }) => [AlarmName, TreatMissingData])).toEqual([
      ['Weir: Sweeper fails', 'breaching'],
    ]);
  });

  it('watch what our functions write under the name that they write', () => {
    operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Weir: Record breaks the consumer',
      Namespace: METRIC_NAMESPACE,
      MetricName: 'Unprocessable',
      Dimensions: [{ Name: 'service', Value: 'Weir-Detection' }],
    });
    detection.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: 'Weir-Detection' }) },
    });
  });
});

describe('the saved queries', () => {
  it('look for lines that the consumer writes', () => {
    const queries = Object.values(operations.findResources('AWS::Logs::QueryDefinition'));
    expect(queries.length).toBeGreaterThan(3);
    for (const { Properties } of queries) {
      const [, message] = /message = "(\w+)"/.exec(Properties.QueryString) ?? [];
      expect(Object.values(LOG_MESSAGES)).toContain(message);
    }
  });
});

describe('the outputs', () => {
  it('name what commands and people need', () => {
    const outputs = [data, detection].flatMap((template) => Object.keys(template.findOutputs('*')));
    expect(outputs.filter((name) => !name.startsWith('PublishOutput'))).toEqual([
      'StreamName',
      'IncidentTableName',
      'QuarantineBucketName',
      'EndpointName',
      'AlertTopicArn',
      'ConsumerFunctionName',
      'ConsumerLogGroupName',
    ]);
  });
});

function alarms() {
  return [detection, operations]
    .flatMap((template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    .map(({ Properties }) => Properties)
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}

function environmentOf(logicalIdPrefix: string): string[] {
  const functions = Object.entries(detection.findResources('AWS::Lambda::Function'));
  const found = functions.find(([logicalId]) => logicalId.startsWith(logicalIdPrefix));
  return Object.keys(found?.[1].Properties.Environment.Variables).sort();
}
