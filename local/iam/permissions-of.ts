import type { ServiceRequest } from '../gateway/service.ts';
import { lambdaCallOf } from '../lambda/api/lambda-call.ts';
import { type AwsEnvironment, PARTITION } from '../template/aws-environment.ts';
import type { Permission } from './decide.ts';
import { s3Permissions } from './s3-permissions.ts';

/** What each request to a service needs to be allowed, by SigV4 signing name. */
export function permissionReaders(
  place: AwsEnvironment,
): Readonly<Record<string, (request: ServiceRequest) => readonly Permission[]>> {
  const arn = (service: string, path: string) =>
    `arn:${PARTITION}:${service}:${place.region}:${place.accountId}:${path}`;

  function kinesis(request: ServiceRequest): readonly Permission[] {
    const { StreamName, StreamARN } = json(request);
    const resource = StreamARN ?? (StreamName === undefined ? '*' : arn('kinesis', `stream/${StreamName}`));
    return [{ action: `kinesis:${operation(request)}`, resource: String(resource) }];
  }

  function dynamodb(request: ServiceRequest): readonly Permission[] {
    const { TableName, IndexName, RequestItems } = json(request);
    const tables = RequestItems ? Object.keys(RequestItems) : [String(TableName)];
    return tables.map((table) => {
      const tableArn = table.startsWith('arn:') ? table : arn('dynamodb', `table/${table}`);
      return {
        action: `dynamodb:${operation(request)}`,
        resource: IndexName ? `${tableArn}/index/${IndexName}` : tableArn,
      };
    });
  }

  function sagemaker(request: ServiceRequest): readonly Permission[] {
    const [, name] = /^\/endpoints\/([^/]+)\/invocations$/.exec(request.path) ?? [];
    if (name !== undefined) {
      return [
        { action: 'sagemaker:InvokeEndpoint', resource: arn('sagemaker', `endpoint/${decodeURIComponent(name)}`) },
      ];
    }
    const { EndpointName } = json(request);
    const resource = EndpointName === undefined ? '*' : arn('sagemaker', `endpoint/${EndpointName}`);
    return [{ action: `sagemaker:${operation(request)}`, resource }];
  }

  function sns({ body }: ServiceRequest): readonly Permission[] {
    const form = new URLSearchParams(Buffer.from(body).toString());
    const action = form.get('Action') ?? '';
    const made = action === 'CreateTopic' ? arn('sns', form.get('Name') ?? '') : '*';
    const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? made;
    return [{ action: action === 'PublishBatch' ? 'sns:Publish' : `sns:${action}`, resource }];
  }

  function sqs(request: ServiceRequest): readonly Permission[] {
    const { QueueUrl, QueueName } = json(request);
    const queue =
      QueueName ??
      String(QueueUrl ?? '')
        .split('/')
        .at(-1);
    // What a batch does is allowed by the action for one message.
    const action = `sqs:${operation(request).replace(/Batch$/, '')}`;
    return [{ action, resource: queue ? arn('sqs', String(queue)) : '*' }];
  }

  function lambda(request: ServiceRequest): readonly Permission[] {
    const { operation, name } = lambdaCallOf(request);
    const action = `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
    const kind = operation === 'GetEventSourceMapping' ? 'event-source-mapping' : 'function';
    if (name === '') return [{ action, resource: '*' }];
    return [{ action, resource: name.startsWith('arn:') ? name : arn('lambda', `${kind}:${name}`) }];
  }

  /** Secrets Manager adds a hyphen and six characters to the name of each secret: here always the same. */
  function secretsmanager(request: ServiceRequest): readonly Permission[] {
    const resource = arn('secretsmanager', `secret:${json(request).SecretId}-aB3dE6`);
    return [{ action: `secretsmanager:${operation(request)}`, resource }];
  }

  function ssm(request: ServiceRequest): readonly Permission[] {
    const name = String(json(request).Name).replace(/^\//, '');
    return [{ action: `ssm:${operation(request)}`, resource: arn('ssm', `parameter/${name}`) }];
  }

  function events(request: ServiceRequest): readonly Permission[] {
    const { Entries = [] } = json(request) as { Entries?: readonly { EventBusName?: string }[] };
    const buses = new Set(Entries.map(({ EventBusName = 'default' }) => EventBusName));
    return [...buses].map((bus) => ({ action: 'events:PutEvents', resource: arn('events', `event-bus/${bus}`) }));
  }

  function firehose(request: ServiceRequest): readonly Permission[] {
    const resource = arn('firehose', `deliverystream/${json(request).DeliveryStreamName}`);
    return [{ action: `firehose:${operation(request)}`, resource }];
  }

  return { firehose, lambda, kinesis, dynamodb, sagemaker, sns, sqs, secretsmanager, ssm, events, s3: s3Permissions };
}

function operation({ headers }: ServiceRequest): string {
  return headers['x-amz-target']?.split('.').at(-1) ?? 'Unknown';
}

/** A body that is not JSON asks for nothing in particular, and its service will refuse it. */
function json({ body }: ServiceRequest): Record<string, object | string | undefined> {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return {};
  }
}
