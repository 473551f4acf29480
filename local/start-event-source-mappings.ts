import type { Clock } from './event-source-mapping/clock.ts';
import type { FailureDelivery } from './event-source-mapping/failure-delivery.ts';
import { type EventSourceMapping, startEventSourceMapping } from './event-source-mapping/start-event-source-mapping.ts';
import { startQueueMapping } from './event-source-mapping/start-queue-mapping.ts';
import type { Authoriser } from './iam/authoriser.ts';
import type { Permission } from './iam/decide.ts';
import type { Kinesis } from './kinesis/kinesis.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';
import type { Functions } from './lambda/start-functions.ts';
import type { InterceptBatch } from './local-cloud.ts';
import type { ObjectStore } from './s3/object-store.ts';
import type { Topic } from './sns/topic.ts';
import type { Queue } from './sqs/queue.ts';
import { PARTITION } from './template/aws-environment.ts';
import type { ResolvedAssembly, Resource } from './template/resolve-assembly.ts';

export interface MappingsOptions {
  readonly app: ResolvedAssembly;
  readonly streams: Kinesis;
  readonly functions: Functions;
  readonly objects: ObjectStore;
  /** By ARN. */
  readonly topics: ReadonlyMap<string, Topic>;
  /** By name. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly authorise: Authoriser['authorise'];
  readonly interceptBatch?: InterceptBatch;
  readonly clock: Clock;
  readonly log: (text: string) => void;
}

/** What Lambda does on the stream with the function's role; it refuses to create the mapping when it may not. */
const READING = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'];

/** The event source mappings of all templates, reading and failing with their function's role. */
export function startEventSourceMappings(options: MappingsOptions): readonly EventSourceMapping[] {
  const { app, streams, functions, authorise, interceptBatch, clock, log } = options;
  const mappings = app.resourcesOf('AWS::Lambda::EventSourceMapping');
  refuseSecondOfAPair(mappings);
  return mappings.map(({ ref, properties }) => {
    const target = functions.byArn(functionArn(app, String(properties.FunctionName)));
    const { arn, roleArn } = target.configuration;
    const resource = String(properties.EventSourceArn);
    if (resource.split(':')[2] === 'sqs') return startQueue(options, { ref, properties }, target);
    authorise(
      'kinesis',
      roleArn,
      READING.map((operation) => ({ action: `kinesis:${operation}`, resource })),
    );
    return startEventSourceMapping({
      uuid: ref,
      configuration: properties,
      functionArn: arn,
      roleArn,
      streams,
      invoke: (event) => {
        const proceed = () => target.invoke(event);
        return interceptBatch ? interceptBatch(proceed) : proceed();
      },
      deliverFailure: async (delivery) => deliver(options, roleArn, delivery),
      clock,
      log,
    });
  });
}

/** What Lambda does on a queue with the function's role. */
const READING_QUEUES = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

function startQueue(
  { app, queues, authorise, log }: MappingsOptions,
  { ref, properties }: Pick<Resource, 'ref' | 'properties'>,
  target: LambdaFunction,
): EventSourceMapping {
  const resource = String(properties.EventSourceArn);
  authorise(
    'sqs',
    target.configuration.roleArn,
    READING_QUEUES.map((operation) => ({ action: `sqs:${operation}`, resource })),
  );
  const queue = queues.get(resource.split(':').at(-1)!);
  if (!queue) throw new Error(`mapping ${ref} reads ${resource}, which is no queue of the templates`);
  const { region } = app.place;
  const invoke = (event: object) => target.invoke(event);
  return startQueueMapping({ uuid: ref, configuration: properties, queue, region, invoke, log });
}

/** Lambda answers 409 to a second mapping of one function, or one alias of it, to one stream. */
function refuseSecondOfAPair(mappings: readonly Resource[]): void {
  const pairs = new Map<string, Resource>();
  for (const mapping of mappings) {
    const { EventSourceArn, FunctionName } = mapping.properties;
    const pair = `${FunctionName} ${EventSourceArn}`;
    const first = pairs.get(pair);
    if (first) {
      throw new Error(
        `ResourceConflictException: the event source mapping ${first.logicalId} already brings ${EventSourceArn} to ` +
          `${FunctionName}, so that ${mapping.logicalId} cannot: give the function an alias of another name`,
      );
    }
    pairs.set(pair, mapping);
  }
}

/** Of a name, an ARN, or either with the alias behind it: each alias is the function itself here. */
function functionArn(app: ResolvedAssembly, reference: string): string {
  const ofFunction = /^(arn:(?:[^:]*:){5}[^:]+|[^:]+)/.exec(reference)?.[0] ?? reference;
  return app.resourcesOf('AWS::Lambda::Function').find(({ ref }) => ref === ofFunction)?.attributes.Arn ?? ofFunction;
}

/** Puts what was given up into the failure destination, as far as the function's role may. */
function deliver(
  { objects, topics, queues, authorise }: MappingsOptions,
  roleArn: string,
  delivery: FailureDelivery,
): void {
  const may = (...permissions: Permission[]) => authorise(delivery.kind, roleArn, permissions);
  if (delivery.kind === 's3') {
    const bucketArn = `arn:${PARTITION}:s3:::${delivery.bucket}`;
    may(
      { action: 's3:ListBucket', resource: bucketArn },
      { action: 's3:PutObject', resource: `${bucketArn}/${delivery.key}` },
    );
    objects.put(delivery.bucket, delivery.key, Buffer.from(delivery.body), { 'content-type': 'application/json' });
  } else if (delivery.kind === 'sqs') {
    may({ action: 'sqs:SendMessage', resource: delivery.queueArn });
    queues.get(delivery.queueArn.split(':').at(-1)!)?.send(delivery.body);
  } else {
    may({ action: 'sns:Publish', resource: delivery.topicArn });
    topics.get(delivery.topicArn)?.publish({ subject: undefined, bodies: { default: delivery.body }, attributes: {} });
  }
}
