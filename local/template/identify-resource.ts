import { createHash } from 'node:crypto';
import type { JsonObject } from './assembly.ts';
import { type AwsEnvironment, PARTITION } from './aws-environment.ts';

/** What a created resource is called: the value of `Ref` and of each `Fn::GetAtt`. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface NamedResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** Name property of the types that may be named physically, and the longest name that AWS takes. */
const NAMING: Readonly<Record<string, readonly [property: string, maxLength: number]>> = {
  'AWS::Kinesis::Stream': ['Name', 128],
  'AWS::S3::Bucket': ['BucketName', 63],
  'AWS::DynamoDB::Table': ['TableName', 255],
  'AWS::DynamoDB::GlobalTable': ['TableName', 255],
  'AWS::SNS::Topic': ['TopicName', 256],
  'AWS::SQS::Queue': ['QueueName', 80],
  'AWS::IAM::Role': ['RoleName', 64],
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::Logs::LogGroup': ['LogGroupName', 512],
  'AWS::SageMaker::Model': ['ModelName', 63],
  'AWS::SageMaker::EndpointConfig': ['EndpointConfigName', 63],
  'AWS::SageMaker::Endpoint': ['EndpointName', 63],
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 255],
  'AWS::Events::Rule': ['Name', 64],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamName', 64],
};

/** Names and ARNs as CloudFormation would return them; generated names are the same at every start. */
export function identifyResource(resource: NamedResource, place: AwsEnvironment, gatewayUrl: string): Identity {
  const name = physicalName(resource);
  const arn = (service: string, path: string) =>
    `arn:${PARTITION}:${service}:${place.region}:${place.accountId}:${path}`;
  switch (resource.type) {
    case 'AWS::Kinesis::Stream':
      return { ref: name, attributes: { Arn: arn('kinesis', `stream/${name}`) } };
    case 'AWS::S3::Bucket': {
      const domain = `${name}.s3.${place.region}.amazonaws.com`;
      const attributes = { Arn: `arn:${PARTITION}:s3:::${name}`, DomainName: domain, RegionalDomainName: domain };
      return { ref: name, attributes };
    }
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable':
      return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
    case 'AWS::SNS::Topic': {
      const topicArn = identifyTopic(name, place);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    }
    case 'AWS::SQS::Queue': {
      const queue = identifyQueue(name, place, gatewayUrl);
      return { ref: queue.url, attributes: { Arn: queue.arn, QueueName: name, QueueUrl: queue.url } };
    }
    case 'AWS::IAM::Role':
      return { ref: name, attributes: { Arn: `arn:${PARTITION}:iam::${place.accountId}:role/${name}` } };
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::Lambda::Alias': {
      const ref = arn('lambda', `function:${resource.properties.FunctionName}:${resource.properties.Name}`);
      return { ref, attributes: { AliasArn: ref } };
    }
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    case 'AWS::SageMaker::Model':
      return { ref: arn('sagemaker', `model/${name}`), attributes: { ModelName: name } };
    case 'AWS::SageMaker::EndpointConfig':
      return { ref: arn('sagemaker', `endpoint-config/${name}`), attributes: { EndpointConfigName: name } };
    case 'AWS::SageMaker::Endpoint': {
      const ref = arn('sagemaker', `endpoint/${name}`);
      return { ref, attributes: { EndpointArn: ref, EndpointName: name } };
    }
    case 'AWS::CloudWatch::Alarm':
      return { ref: name, attributes: { Arn: arn('cloudwatch', `alarm:${name}`) } };
    case 'AWS::CloudWatch::Dashboard':
      return { ref: name, attributes: { Arn: `arn:${PARTITION}:cloudwatch::${place.accountId}:dashboard/${name}` } };
    case 'AWS::Events::Rule':
      return { ref: name, attributes: { Arn: arn('events', `rule/${name}`) } };
    case 'AWS::KinesisFirehose::DeliveryStream':
      return { ref: name, attributes: { Arn: arn('firehose', `deliverystream/${name}`) } };
    case 'AWS::KMS::Key': {
      const keyId = uuidOf(resource);
      return { ref: keyId, attributes: { KeyId: keyId, Arn: arn('kms', `key/${keyId}`) } };
    }
    case 'AWS::Lambda::EventSourceMapping': {
      const id = uuidOf(resource);
      return { ref: id, attributes: { Id: id } };
    }
    default:
      return { ref: name, attributes: {} };
  }
}

/** Makes the ARN and the URL that the local cloud gives to a queue of that name. */
export function identifyQueue(
  name: string,
  place: AwsEnvironment,
  gatewayUrl: string,
): { readonly arn: string; readonly url: string } {
  const { region, accountId } = place;
  return { arn: `arn:${PARTITION}:sqs:${region}:${accountId}:${name}`, url: `${gatewayUrl}/${accountId}/${name}` };
}

/** Makes the ARN that the local cloud gives to a topic of that name. */
export function identifyTopic(name: string, { region, accountId }: AwsEnvironment): string {
  return `arn:${PARTITION}:sns:${region}:${accountId}:${name}`;
}

/** The given name, or one made like CloudFormation's: stack, logical id and a suffix, cut to the type's limit. */
function physicalName(resource: NamedResource): string {
  const [property, maxLength] = NAMING[resource.type] ?? ['', 128];
  const given = resource.properties[property];
  if (typeof given === 'string') return given;
  const suffix = digest(resource).slice(0, 12);
  const name = `${resource.stackName}-${resource.logicalId}`.slice(0, maxLength - suffix.length - 1);
  // Buckets and SageMaker's names would refuse what other names take; CloudFormation adapts them likewise.
  return resource.type === 'AWS::S3::Bucket' ? `${name}-${suffix}`.toLowerCase() : `${name}-${suffix}`;
}

function digest({ stackName, logicalId }: NamedResource): string {
  return createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
}

function uuidOf(resource: NamedResource): string {
  return digest(resource).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
