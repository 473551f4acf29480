import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { RESOURCES } from '../../contracts/installation.ts';
import { allowedCalls } from '../support/allowed-calls.ts';
import { synthesise, type Templates } from '../support/synthesise.ts';

let data: Templates['data'];
let detection: Templates['detection'];

beforeAll(() => {
  ({ data, detection } = synthesise({ alertEmail: 'me@example.com,you@example.com' }));
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

  it('keeps incidents by key, finds what is due and histories by state and source, lets them expire, and can restore them', () => {
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        Match.objectLike({ IndexName: 'due', Projection: { ProjectionType: 'KEYS_ONLY' } }),
        ...['byState', 'bySource'].map((IndexName) =>
          Match.objectLike({ IndexName, Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['history'] } }),
        ),
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('closes the quarantine to the public and logs who reads it', () => {
    data.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    data.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: Match.anyValue() });
  });

  it('encrypts the quarantine, gives it over TLS only, and forgets who read it after 90 days', () => {
    data.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    data.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
    const lifecycles = Object.values(data.findResources('AWS::S3::Bucket')).map(
      ({ Properties }) => Properties.LifecycleConfiguration,
    );
    expect(lifecycles[0]).toEqual({ Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] });
    expect(lifecycles.filter((each) => each === undefined)).toHaveLength(2);
  });

  it('keeps models that were removed or replaced for 90 days, and of the rows for training the last alone, so long, and those of training jobs for a day', () => {
    const rule = (Prefix: string, NoncurrentDays: number) => ({
      Prefix,
      NoncurrentVersionExpiration: { NoncurrentDays },
      ExpiredObjectDeleteMarker: true,
      Status: 'Enabled',
    });
    data.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          rule('models/', 90),
          rule('samples/', 1),
          { Prefix: 'samples/', ExpirationInDays: 90, Status: 'Enabled' },
          rule('training/', 1),
          { Prefix: 'training/', ExpirationInDays: 1, Status: 'Enabled' },
        ],
      },
      LoggingConfiguration: {
        DestinationBucketName: { Ref: Match.stringLikeRegexp('^QuarantineAccessLogs') },
        LogFilePrefix: 'models/',
      },
    });
  });

  it('keeps how far each shard came in a table without expiry, and what is known of its sources beside it', () => {
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'shard', KeyType: 'HASH' }],
      TimeToLiveSpecification: Match.absent(),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
    data.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: {
        DestinationBucketName: { Ref: Match.stringLikeRegexp('^QuarantineAccessLogs') },
        LogFilePrefix: 'source-state/',
      },
    });
  });

  it('has its stores under the logical ids that are deployed: another one would be another, empty store', () => {
    const ids = ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup'].flatMap(
      (type) => Object.keys(data.findResources(type)),
    );
    expect(ids.sort()).toEqual([
      'ArchiveDA4CB258',
      'EndpointLogsrealtimeE13E9397',
      'EndpointLogsserverless8B2AA970',
      'Incidents169D50D8',
      'ModelsBucket970C6ADA',
      'Observations1668FC94',
      'QuarantineAccessLogs84991D9F',
      'QuarantineBucket2B128B57',
      'SourceStateBucket4B1F50B1',
      'SourceStateShards2320E593',
    ]);
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

  it('keeps its log when it fails at first and its stack is taken back: the group is in the other stack', () => {
    const [endpoint] = Object.values(detection.findResources('AWS::SageMaker::Endpoint'));
    data.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/sagemaker/Endpoints/${endpoint?.Properties.EndpointName}`,
      RetentionInDays: 30,
    });
    expect(JSON.stringify(detection.findResources('AWS::Logs::LogGroup'))).not.toContain('sagemaker');
  });

  it('may fetch its image and its model, write its logs and metrics, and nothing else', () => {
    expect(allowedCalls(detection, 'EndpointRole')).toEqual([
      'cloudwatch:PutMetricData',
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'kms:Decrypt',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      's3:GetObject',
    ]);
  });

  it('may write metrics in one namespace only, which is the reason that cdk-nag is given for the *', () => {
    expect(statementsThat(detection, 'cloudwatch:PutMetricData')).toEqual([
      {
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/Endpoints' } },
      },
    ]);
  });
});

describe('a training job', () => {
  it('may pull the image, read the rows that were put for one, put its result and write its log, and no more', () => {
    expect(allowedCalls(detection, 'TrainingJobRole')).toEqual([
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    const read = JSON.stringify(statementsThat(detection, 's3:GetObject'));
    expect(read).toContain('"/training/*/rows/*"');
    expect(read).not.toContain('"/training/*"');
    detection.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }],
      },
    });
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
      'dynamodb:DeleteItem',
      ...['dynamodb:GetItem', 'dynamodb:GetItem'],
      ...['dynamodb:PutItem', 'dynamodb:PutItem'],
      'dynamodb:Query',
      ...['dynamodb:UpdateItem', 'dynamodb:UpdateItem'],
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      // of models and of the rows for training
      ...['s3:GetObject', 's3:GetObject'],
      's3:ListBucket',
      ...['s3:PutObject', 's3:PutObject'],
      'sagemaker:InvokeEndpoint',
      'sns:Publish',
    ]);
  });

  it('may write under two prefixes of the quarantine bucket, one of the snapshots and the rows for training only, and read the last two', () => {
    const written = JSON.stringify(statementsThat(detection, 's3:PutObject'));
    const keys = [...written.matchAll(/"(\/[^"]*)"/g)].map(([, key]) => key);
    // The first for who registers models, the last once more for what looks after snapshots.
    expect(keys).toEqual([
      ...['/models/*', '/rules/*', '/aws/lambda/*', '/quarantine/*', '/samples/*', '/snapshots/*', '/snapshots/*'],
      // Who trains.
      ...['/models/*', '/trainer/*'],
      // Training jobs.
      '/training/*/output/*',
    ]);
    const read = JSON.stringify(statementsThat(detection, 's3:GetObject'));
    expect(read).toMatch(/\[3,\{"Fn::Split":[^\]]*"Weir-Data-Stores"\}\]\}\]\},"\/snapshots\/\*"/);
    expect(read).not.toContain('Quarantine');
  });
});

describe('who trains', () => {
  it('may read samples and versions, put versions and what it knows, look at incidents and tell, and nothing else', () => {
    expect(allowedCalls(detection, 'TrainerRole')).toEqual([
      'dynamodb:Scan',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      ...['s3:GetObject', 's3:GetObject'],
      's3:ListBucket',
      's3:PutObject',
      'sns:Publish',
    ]);
  });
});

describe('who registers the deployed model', () => {
  it('may read and write under two prefixes of the registry, list it, and nothing else', () => {
    expect(allowedCalls(detection, 'RegistrarRole')).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    const written = JSON.stringify(statementsThat(detection, 's3:PutObject')[0]);
    expect(written).toMatch(/\[1,\{"Fn::Split":[^\]]*"Weir-Data-Stores"\}\]\}\]\},"\/models\/\*"/);
  });

  it('has the first rules hold before the consumer asks for them, and runs again when the file says something else', async () => {
    const [[id, seeded] = []] = Object.entries(detection.findResources('Custom::SeededRules'));
    expect(seeded?.Properties.Rules).toBe('none');
    const functions = Object.entries(detection.findResources('AWS::Lambda::Function'));
    const [, consumer] = functions.find(([each]) => each.startsWith('ConsumerFunction')) ?? [];
    expect(consumer?.DependsOn).toContain(id);
  });

  it('comes after the endpoint, which must hold the model, and before the consumer, which asks for it', () => {
    const [[id, registered] = []] = Object.entries(detection.findResources('Custom::RegisteredModel'));
    const [endpoint] = Object.keys(detection.findResources('AWS::SageMaker::Endpoint'));
    expect(registered?.Properties.Model).toMatch(/^[0-9a-f]{64}$/);
    expect(registered?.DependsOn).toContain(endpoint);
    const functions = Object.entries(detection.findResources('AWS::Lambda::Function'));
    const [, consumer] = functions.find(([each]) => each.startsWith('ConsumerFunction')) ?? [];
    expect(consumer?.DependsOn).toContain(id);
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

  const calls = [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sns:Publish',
  ];
  const looking = [
    ...['dynamodb:Scan', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'],
    // Mutes, and the rules.
    ...['dynamodb:Query', 's3:GetObject'],
  ];

  it('may look through the incidents, publish, see how far shards came and whether more came, read rules, and nothing else', () => {
    expect(allowedCalls(detection, 'SweeperRole')).toEqual([...calls, ...looking].sort());
  });

  it.each<Record<string, string>>([{ silence: 'off' }, { sourceState: 'off' }, { alerting: 'observe' }])(
    'looks for no silence with %o, and may not',
    (settings) => {
      expect(allowedCalls(synthesise(settings).detection, 'SweeperRole')).toEqual(calls);
    },
  );
});

describe('what looks after snapshots', () => {
  it('runs every hour and is not tried again in between', () => {
    detection.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 0 } })],
    });
  });

  it('may see which there are and which are named, read records again, have another named, and nothing else', () => {
    expect(allowedCalls(detection, 'SnapshotCleanerRole')).toEqual([
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    expect(JSON.stringify(statementsThat(detection, 's3:DeleteObject'))).toMatch(
      /\[3,\{"Fn::Split":[^\]]*"Weir-Data-Stores"\}\]\}\]\},"\/snapshots\/\*"/,
    );
  });
});

describe('a second deployment', () => {
  it('changes nothing: templates, and with them the hashes of all assets, follow from settings and code', () => {
    const again = synthesise({ alertEmail: 'me@example.com,you@example.com' });
    expect(again.data.toJSON()).toEqual(data.toJSON());
    expect(again.detection.toJSON()).toEqual(detection.toJSON());
  });

  it('with other settings changes a resource, as CloudFormation takes no template of which only its metadata are new', () => {
    const digest = (template: Templates['detection']) =>
      Object.values(template.findResources('AWS::SNS::Topic')).map(({ Metadata }) => Metadata?.WeirSettings);
    const { detection: other } = synthesise({ alertEmail: 'me@example.com,you@example.com', onDelete: 'destroy' });
    expect(digest(detection)).toContainEqual(expect.stringMatching(/^[0-9a-f]{64}$/));
    expect(digest(other)).not.toEqual(digest(detection));
  });
});

describe('the outputs', () => {
  it('are the seven that people need to see when they have deployed', () => {
    const outputs = [data, detection].flatMap((template) => Object.keys(template.findOutputs('*')));
    expect(outputs).toEqual([
      'StreamName',
      'Stores',
      'EndpointName',
      'AlertTopicArn',
      'OperationsTopicArn',
      'ConsumerLogGroupName',
      'DashboardUrl',
    ]);
  });

  it('name every store, in the order in which they are imported', () => {
    const { Value, Export } = data.findOutputs('Stores').Stores!;
    const names = [
      'Incidents',
      'ModelsBucket',
      'SourceStateShards',
      'SourceStateBucket',
      'QuarantineBucket',
      'Archive',
    ];
    const refs = names.map((name) => ({ Ref: expect.stringMatching(new RegExp(`^${name}[0-9A-F]{8}$`)) }));
    expect(Value).toEqual({ 'Fn::Join': ['', refs.flatMap((ref, i) => (i === 0 ? [ref] : [',', ref]))] });
    expect(Export).toEqual({ Name: 'Weir-Data-Stores' });
  });

  it('leave to the stack what single commands look for by logical id', () => {
    expect(detection.findResources('AWS::Logs::LogGroup')).toHaveProperty(RESOURCES.sweeperLogGroup);
    expect(detection.findResources('AWS::IAM::Role')).toHaveProperty(RESOURCES.trainingJobRole);
  });
});

function statementsThat(template: Templates['detection'], action: string) {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().includes(action));
}
