import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModelArchiveError } from '../../lib/constructs/model-archive.ts';
import { checkFitsFunction } from '../../lib/constructs/model-fits-function.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { allowedCalls } from '../support/allowed-calls.ts';
import { imagesIn, synthesise, synthesiseWithSecurityChecks, type Templates } from '../support/synthesise.ts';
import { toldSettings } from '../support/told-settings.ts';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';
const STREAM_KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000';

const VARIANTS = {
  'by default': {},
  'on a stream that was there before': { streamArn: STREAM_ARN, streamKeyArn: STREAM_KEY_ARN },
  'on instances': {
    endpoint: 'real-time',
    endpointInstances: '2',
    endpointMaxInstances: '4',
    canaryPercent: '50',
    endpointSubnetIds: 'subnet-0123456a,subnet-0123456b',
    endpointSecurityGroupIds: 'sg-0123456a',
    dataCapturePercent: '10',
  },
  'for a trial': { onDelete: 'destroy', streamMode: 'on-demand', alerting: 'observe', name: 'Trial' },
  'where the function scores': { scoring: 'function' },
  'with a collector': { otlpEndpoint: 'https://otlp.example.com/otlp', otlpHeadersSecret: 'weir/otlp' },
  'with an archive': { archive: 'on', archiveDays: '30' },
  'without a past of sources': { sourceState: 'off', parallelization: '2', partitionKeyIsSource: 'true' },
};

describe.each(Object.entries(VARIANTS))('%s', (_name, settings) => {
  it('has no security finding without a reason', () => {
    expect(() => synthesiseWithSecurityChecks(settings)).not.toThrow();
  });
});

describe('a stream that was there before', () => {
  const { data, detection } = synthesise({
    ...VARIANTS['on a stream that was there before'],
    startAt: '2026-01-01T00:00:00Z',
  });

  it('is read, not made', () => {
    data.resourceCountIs('AWS::Kinesis::Stream', 0);
    detection.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: STREAM_ARN });
    expect(allowedCalls(detection, 'ConsumerRole')).toContain('kms:Decrypt');
  });

  it('is read from the time that was set', () => {
    detection.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1767225600,
    });
  });

  it('is read by another name of the function when stream or start changes, as Lambda refuses a second of a pair', () => {
    const placements: Record<string, string>[] = [
      {},
      { streamArn: STREAM_ARN },
      { streamArn: STREAM_ARN, startAt: '2026-01-01T00:00:00Z' },
      { streamArn: STREAM_ARN, startAt: '2026-02-01T00:00:00Z' },
    ];
    const names = placements.map((settings) => {
      const template = synthesise(settings).detection;
      const [[id, { Properties }]] = Object.entries(template.findResources('AWS::Lambda::Alias'));
      const [mapping] = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
      expect(JSON.stringify(mapping?.Properties.FunctionName)).toContain(id);
      expect(Properties.FunctionVersion).toBe('$LATEST');
      return Properties.Name;
    });
    expect(new Set(names).size).toBe(4);
  }, 120_000);

  it('is read from the first deployment when no time was set, in every template the same', () => {
    const settings = { streamArn: STREAM_ARN };
    const first = synthesise(settings).detection;
    first.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: { 'Fn::GetAtt': [Match.stringLikeRegexp('FirstDeploymentTime'), 'EpochSeconds'] },
    });
    first.hasResourceProperties('Custom::FirstDeploymentTime', { StreamArn: STREAM_ARN, ServiceTimeout: '300' });
    expect(allowedCalls(first, 'ConsumerFirstDeploymentRole')).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(synthesise(settings).detection.toJSON()).toEqual(first.toJSON());
  });
});

describe('a model folder that is none', () => {
  it('is refused with what packing it says', () => {
    const missing = `${join('no', 'model.json')} is not there; a model folder holds model.json, detector.bin, reference.bin, as \`npm run train\` writes them`;
    expect(() => synthesise({ model: 'no' })).toThrow(new ModelArchiveError(missing));
  });
});

describe('a model to which a number means a missing value', () => {
  it('is refused until the setting says so, too, where sources have a past', async () => {
    const model = mkdtempSync(join(tmpdir(), 'weir-test-'));
    onTestFinished(() => rmSync(model, { recursive: true }));
    const data = { features: ['a'], rows: Float64Array.of(1, 2, 3, 4), missingValues: [-200, -999] };
    await saveModel(trainModel(data, { threshold: { kind: 'budget' } }), model);

    const refused = new SettingsError([
      `the model ${model} takes -200 for a missing value, and the past of sources would learn it as a value: npm run settings -- set missingValues 7,-999,-200`,
    ]);
    expect(() => synthesise({ model, missingValues: '7,-999' })).toThrow(refused);
    expect(() => synthesise({ model, missingValues: '-999,-200' })).not.toThrow();
    expect(() => synthesise({ model, sourceState: 'off' })).not.toThrow();
  });
});

describe('another model', () => {
  it('gets a role of its own, so that the endpoint may still fetch the one before until it has moved over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const rows = Float64Array.of(1, 2, 3, 4);
    await saveModel(trainModel({ features: ['a'], rows }, { threshold: { kind: 'budget' } }), folder);

    const rolesAndPolicies = (settings: Record<string, string>) => {
      const { detection } = synthesise(settings);
      const ids = ['AWS::IAM::Role', 'AWS::IAM::Policy'].flatMap((type) => Object.keys(detection.findResources(type)));
      return ids.filter((id) => id.startsWith('EndpointRole'));
    };
    const before = rolesAndPolicies({});
    expect(before).toHaveLength(2);
    for (const id of rolesAndPolicies({ model: folder })) expect(before).not.toContain(id);
  });
});

describe('an endpoint on instances', () => {
  const { detection } = synthesise(VARIANTS['on instances']);

  it('starts with the instances that were asked for, which have two minutes to be ready', () => {
    const variantOf = (template: Templates['detection']) =>
      Object.values(template.findResources('AWS::SageMaker::EndpointConfig'))[0]?.Properties.ProductionVariants;
    const variant = {
      VariantName: 'AllTraffic',
      ModelName: { 'Fn::GetAtt': [expect.stringMatching(/^EndpointModel/), 'ModelName'] },
      InitialVariantWeight: 1,
      InstanceType: 'ml.m5.large',
      ContainerStartupHealthCheckTimeoutInSeconds: 120,
    };
    expect(variantOf(detection)).toEqual([{ ...variant, InitialInstanceCount: 2 }]);
    const byDefault = synthesise({ endpoint: 'real-time' }).detection;
    expect(variantOf(byDefault)).toEqual([{ ...variant, InitialInstanceCount: 1 }]);
    byDefault.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
    byDefault.hasResourceProperties('AWS::SageMaker::Endpoint', {
      DeploymentConfig: Match.absent(),
      RetainAllVariantProperties: Match.absent(),
    });
  });

  it('is told the largest answer that SageMaker carries back from it', () => {
    detection.hasResourceProperties('AWS::SageMaker::Model', {
      PrimaryContainer: { Environment: { WEIR_MAX_ANSWER_BYTES: '24000000' } },
    });
  });

  it('tries a new model on a part of its capacity and goes back when an alarm about the new one sounds', () => {
    detection.hasResourceProperties('AWS::SageMaker::Endpoint', {
      RetainAllVariantProperties: true,
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'CANARY',
            CanarySize: { Type: 'CAPACITY_PERCENT', Value: 50 },
            WaitIntervalInSeconds: 600,
          },
          TerminationWaitInSeconds: 120,
          MaximumExecutionTimeoutInSeconds: 1800,
        },
        AutoRollbackConfiguration: {
          Alarms: ['Errors', 'Slow'].map((alarm) => ({
            AlarmName: { Ref: Match.stringLikeRegexp(`^EndpointRollback${alarm}`) },
          })),
        },
      },
    });
    expect(allowedCalls(detection, 'EndpointRole')).toContain('cloudwatch:DescribeAlarms');
    detection.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Weir: new model, errors',
      MetricName: 'Invocation5XXErrors',
      Dimensions: Match.arrayWith([
        {
          Name: 'EndpointConfigName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EndpointConfig'), 'EndpointConfigName'] },
        },
      ]),
      AlarmActions: Match.absent(),
    });
  });

  it('is another endpoint than the serverless one, which it could not be turned into', () => {
    const name = ({ detection }: Templates) =>
      Object.values(detection.findResources('AWS::SageMaker::Endpoint'))[0]?.Properties.EndpointName;
    expect(name(synthesise(VARIANTS['on instances']))).not.toBe(name(synthesise()));
  });

  it('runs in the network that was named', () => {
    detection.hasResourceProperties('AWS::SageMaker::Model', {
      VpcConfig: { Subnets: ['subnet-0123456a', 'subnet-0123456b'], SecurityGroupIds: ['sg-0123456a'] },
    });
    expect(allowedCalls(detection, 'EndpointRole').filter((call) => call.startsWith('ec2:'))).toEqual([
      'ec2:CreateNetworkInterface',
      'ec2:CreateNetworkInterfacePermission',
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteNetworkInterfacePermission',
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ]);
  });

  it('captures a part of its requests, and may write them', () => {
    detection.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 10,
        DestinationS3Uri: { 'Fn::Join': ['', Match.arrayWith(['s3://', '/captured/'])] },
        CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
        CaptureContentTypeHeader: { JsonContentTypes: ['application/json'] },
      },
    });
    expect(allowedCalls(detection, 'EndpointRole')).toContain('s3:PutObject');
    expect(JSON.stringify(detection.findResources('AWS::IAM::Policy'))).toContain('"/captured/*"');
  });

  it('grows to the maximum while each instance has more than five requests at once, and shrinks slowly', () => {
    detection.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 2,
      MaxCapacity: 4,
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      ResourceId: {
        'Fn::Join': ['', ['endpoint/', { 'Fn::GetAtt': [Match.anyValue(), 'EndpointName'] }, '/variant/AllTraffic']],
      },
    });
    detection.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
        },
        TargetValue: 5,
        ScaleInCooldown: 300,
        ScaleOutCooldown: 60,
      },
    });
  });
});

describe('an installation where the function scores', () => {
  const { detection } = synthesise({ scoring: 'function' });
  const consumer = Object.values(
    detection.findResources('AWS::Lambda::Function', {
      Properties: { Description: Match.stringLikeRegexp('^Has obs') },
    }),
  )[0]?.Properties;

  it('has nothing of SageMaker, and no image that Docker would have to build', () => {
    expect(JSON.stringify(detection.toJSON())).not.toMatch(/sagemaker|ecr:/i);
    expect(imagesIn({ scoring: 'function' })).toBe(0);
    expect(imagesIn({})).toBe(1);
    detection.templateMatches({ Outputs: { EndpointName: Match.absent() } });
  });

  it('tells its consumer of no endpoint, and gives it one request at a time, which it has one thread for', () => {
    const { values } = toldSettings(consumer);
    expect(values).toMatchObject({ maxConcurrentRequests: 1, maxRequestBytes: 3_900_000, modelBucketName: '*' });
    expect(values).not.toHaveProperty('endpointName');
    expect(values).not.toHaveProperty('fallbackAfterMs');
    expect(allowedCalls(detection, 'ConsumerRole')).toContain('s3:GetObject');
    expect(consumer?.MemorySize).toBe(1585);
  });

  it('refuses a model that is more than the function scores by, and says what to do', () => {
    const sentence =
      'the model in big has 12.4 MB, and the function scores by 12.0 MB at most: train on fewer rows, or set scoring=endpoint';
    expect(() => checkFitsFunction({ facts: '{"unpackedBytes":12400000}' }, 'big')).toThrow(
      new ModelArchiveError(sentence),
    );
    expect(() => checkFitsFunction({ facts: '{"unpackedBytes":12000000}' }, 'small')).not.toThrow();
  });

  it('has all alarms but those about the endpoint, and shows nothing of one', () => {
    const headings = ({ detection: of }: Pick<Templates, 'detection'>) =>
      Object.values(of.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);
    const left = headings(synthesise()).filter((name) => !headings({ detection }).includes(name));
    expect(left.sort()).toEqual(['Weir: Endpoint answers with errors', 'Weir: Endpoint is slow']);
    expect(JSON.stringify(detection.findResources('AWS::CloudWatch::Dashboard'))).not.toMatch(/Invocation|ByFunction/);
  });
});

describe('fallback', () => {
  const told = (settings: Record<string, string>) => {
    const functions = synthesise(settings).detection.findResources('AWS::Lambda::Function');
    return toldSettings(Object.entries(functions).find(([id]) => id.startsWith('ConsumerFunction'))![1].Properties);
  };

  it('is on with a serverless endpoint, off with one on instances, and as it is set', { timeout: 60_000 }, () => {
    expect(told({}).values.fallbackAfterMs).toBe(60_000);
    expect(told({ fallback: 'off' }).values).not.toHaveProperty('fallbackAfterMs');
    expect(told({ endpoint: 'real-time' }).values).not.toHaveProperty('fallbackAfterMs');
    expect(told({ endpoint: 'real-time', fallback: 'on' }).values.fallbackAfterMs).toBe(60_000);
  });

  it('is seen on the dashboard', () => {
    const shown = (settings: Record<string, string>) =>
      JSON.stringify(synthesise(settings).detection.findResources('AWS::CloudWatch::Dashboard'));
    expect(shown({})).toContain('ScoredByFunction');
    expect(shown({ fallback: 'off' })).not.toContain('ScoredByFunction');
  });
});

describe('an installation without a past of sources', () => {
  const { data, detection } = synthesise(VARIANTS['without a past of sources']);

  it('has their stores as before, so that nothing is lost or refused, and no right to them', () => {
    expect(Object.keys(data.toJSON().Resources)).toEqual(Object.keys(synthesise().data.toJSON().Resources));
    expect(JSON.stringify(detection.toJSON().Resources)).not.toMatch(/snapshots|"Fn::Select":\[[23],/);
    // of the registry, and of the rows for training
    expect(allowedCalls(detection, 'ConsumerRole').filter((call) => call === 's3:GetObject')).toHaveLength(2);
  });

  it('takes no memory for it, and may have several batches of a shard at once', () => {
    detection.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024 });
    detection.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ParallelizationFactor: 2 });
  });
});

describe('an installation that does not train by itself', () => {
  it('keeps no rows: its consumer has no right to', () => {
    const { detection } = synthesise({ learning: 'off' });
    expect(JSON.stringify(detection.findResources('AWS::IAM::Policy'))).not.toContain('samples/');
  });
});

describe('sources with a past', () => {
  it('get records in the order of the shard, all of them, for as long as it takes', () => {
    const [mapping] = Object.values(synthesise().detection.findResources('AWS::Lambda::EventSourceMapping'));
    expect(mapping?.Properties).toMatchObject({ ParallelizationFactor: 1, MaximumRetryAttempts: -1 });
    expect(mapping?.Properties).not.toHaveProperty('FilterCriteria');
    expect(mapping?.Properties).not.toHaveProperty('TumblingWindowInSeconds');
  });

  it.each([
    ['1000', 1029],
    ['100000', 1425],
    ['1000000', 5030],
  ])('of %s features in a shard give the consumer %i MB', (maxSourceFeatures, memoryMb) => {
    const { detection } = synthesise({ maxSourceFeatures });
    detection.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('^Has observations scored'),
      MemorySize: memoryMb,
    });
  });
});

describe('a trial', () => {
  const { data, detection } = synthesise(VARIANTS['for a trial']);

  it('leaves nothing behind', () => {
    for (const type of ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      data.allResources(type, { DeletionPolicy: 'Delete' });
    }
    data.resourceCountIs('Custom::S3AutoDeleteObjects', 5);
  });

  it('has a stream that chooses its own shards, and tells nobody', () => {
    data.hasResourceProperties('AWS::Kinesis::Stream', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    expect(JSON.stringify(detection.findResources('AWS::Lambda::Function'))).toMatch(/alerting[\\":]+observe/);
  });
});
