import { startAlarms } from './alarms/start-alarms.ts';
import { cloudFormationService } from './cloudformation/cloudformation-service.ts';
import { startDynamoDb } from './dynamodb/start-dynamodb.ts';
import type { Endpoint } from './endpoint/endpoint.ts';
import { sagemakerService } from './endpoint/sagemaker-service.ts';
import { startEndpoints } from './endpoint/start-endpoints.ts';
import { TrainingJobs } from './endpoint/training-jobs.ts';
import type { Clock } from './event-source-mapping/clock.ts';
import { eventBusService } from './events/event-bus-service.ts';
import { startDeliveryStreams } from './firehose/deliver-objects.ts';
import { firehoseService } from './firehose/firehose-service.ts';
import type { ServiceHandler } from './gateway/service.ts';
import type { Authoriser } from './iam/authoriser.ts';
import { permissionReaders } from './iam/permissions-of.ts';
import type { Kinesis } from './kinesis/kinesis.ts';
import { kinesisService } from './kinesis/kinesis-service.ts';
import type { ListenToLog } from './lambda/api/invoke.ts';
import { lambdaService } from './lambda/api/lambda-service.ts';
import type { Functions } from './lambda/start-functions.ts';
import type { LocalCloudOptions } from './local-cloud.ts';
import type { LogGroups } from './logs/log-groups.ts';
import { logsService } from './logs/logs-service.ts';
import { cloudwatchService } from './metrics/cloudwatch-service.ts';
import type { MetricStore } from './metrics/metric-store.ts';
import { platformMetrics } from './metrics/platform-metrics.ts';
import { withStreamMetrics } from './metrics/stream-metrics.ts';
import { hidingMissingKeys } from './s3/hide-missing-keys.ts';
import type { ObjectStore } from './s3/object-store.ts';
import { s3Service } from './s3/s3-service.ts';
import { startS3 } from './s3/start-s3.ts';
import { parametersService, secretsManagerService } from './secrets/secret-services.ts';
import { snsService } from './sns/sns-service.ts';
import { startTopics } from './sns/start-topics.ts';
import { type Deliver, type Topic, topic } from './sns/topic.ts';
import type { Queue } from './sqs/queue.ts';
import { sqsService } from './sqs/sqs-service.ts';
import { startStreams } from './start-streams.ts';
import { stsService } from './sts/sts-service.ts';
import type { Assembly } from './template/assembly.ts';
import { identifyQueue, identifyTopic } from './template/identify-resource.ts';
import type { ResolvedAssembly } from './template/resolve-assembly.ts';

export interface ServicesOptions extends Pick<LocalCloudOptions, 'refusePut' | 'secrets'> {
  readonly app: ResolvedAssembly;
  readonly assembly: Assembly;
  readonly gatewayUrl: string;
  readonly authoriser: Authoriser;
  readonly clock: Clock;
  readonly logs: LogGroups;
  readonly metrics: MetricStore;
  /** By name. */
  readonly queues: Map<string, Queue>;
  readonly deliver: Deliver;
  readonly functions: Functions;
  readonly listenToLog: ListenToLog;
  readonly log: (text: string) => void;
  /** Called with how to end what was started. */
  readonly onStarted: (end: () => unknown) => void;
}

/** What the templates' resources are at run time. */
export interface Services {
  /** By SigV4 signing name, each behind a check of its caller's policies. */
  readonly handlers: ReadonlyMap<string, ServiceHandler>;
  readonly streams: Kinesis;
  readonly objects: ObjectStore;
  /** By ARN. */
  readonly topics: ReadonlyMap<string, Topic>;
  /** By name. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

const MINUTE_MS = 60_000;

/** Starts every service that holds something, with what the templates say it holds. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { app, assembly, authoriser, clock, logs, metrics, queues, onStarted } = options;
  for (const { ref } of app.resourcesOf('AWS::Logs::LogGroup')) logs.create(ref);
  const onDeliveryFailed = (error: unknown) => options.log(`an alert was not delivered: ${error}`);
  const topics = startTopics(app, options.deliver, onDeliveryFailed);
  const objects = startS3(app, assembly.files);
  const streams = startStreams(app, { clock, refusePut: options.refusePut });
  const dynamodb = await startDynamoDb(app.resourcesOf('AWS::DynamoDB::Table'));
  onStarted(dynamodb.stop);
  const { authorise } = authoriser;
  const endpoints = await startEndpoints({ app, images: assembly.images, objects, authorise, logs });
  const training = new TrainingJobs({ place: app.place, images: assembly.images, objects, authorise, logs });
  onStarted(() => training.stop());
  onStarted(() => Promise.all([...endpoints.values()].map((endpoint) => endpoint.stop())));

  const measured = withStreamMetrics(metrics, streams);
  const alarms = startAlarms(app, { store: measured, topics, startedAtMs: Date.now(), log: options.log });
  const minutes = setInterval(() => alarms.evaluate(Date.now()), MINUTE_MS);
  onStarted(() => clearInterval(minutes));

  const unguarded: Readonly<Record<string, ServiceHandler>> = {
    kinesis: kinesisService(streams),
    s3: hidingMissingKeys(s3Service(objects), authorise),
    sns: snsService({
      topics,
      createTopic: (name) => topic(identifyTopic(name, app.place), options.deliver, onDeliveryFailed),
    }),
    sqs: sqsService({ queues, identify: (name) => identifyQueue(name, app.place, options.gatewayUrl) }),
    secretsmanager: secretsManagerService(options.secrets ?? {}),
    ssm: parametersService(options.secrets ?? {}),
    events: eventBusService(options.log),
    firehose: firehoseService(startDeliveryStreams(app, { objects, authorise, clock, log: options.log })),
    dynamodb: dynamodb.handler,
    sagemaker: sagemakerService(endpoints, platformMetrics(metrics).endpointInvoked, training),
    logs: logsService(logs, app.place),
    monitoring: cloudwatchService(measured, alarms, () => app.resourcesOf('AWS::CloudWatch::Dashboard')),
    cloudformation: cloudFormationService(app),
    lambda: lambdaService({
      functions: options.functions.all,
      mappings: app.resourcesOf('AWS::Lambda::EventSourceMapping'),
      listen: options.listenToLog,
    }),
  };
  const permissions = permissionReaders(app.place);
  const handlers = new Map(
    Object.entries(unguarded).map(([name, handler]) => [name, authoriser.guard(name, permissions[name], handler)]),
  );
  // Everybody may ask who they are.
  handlers.set('sts', stsService(app.place));
  return { handlers, streams, objects, topics, endpoints };
}
