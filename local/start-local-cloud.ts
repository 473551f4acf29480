import { startDynamoDb } from './dynamodb/start-dynamodb.ts';
import { sagemakerService } from './endpoint/sagemaker-service.ts';
import { startEndpoints } from './endpoint/start-endpoints.ts';
import { systemClock } from './event-source-mapping/clock.ts';
import { ADMIN, type ServiceHandler } from './gateway/service.ts';
import { startGateway } from './gateway/start-gateway.ts';
import { authoriser } from './iam/authoriser.ts';
import { invocationPermissions } from './iam/invocation-permissions.ts';
import { permissionReaders } from './iam/permissions-of.ts';
import { principals } from './iam/principals.ts';
import { readRoles } from './iam/read-roles.ts';
import { cloudFormationService } from './identity/cloudformation-service.ts';
import { stsService } from './identity/sts-service.ts';
import { kinesisHandler } from './kinesis/kinesis-handler.ts';
import { functionLog } from './lambda/function-log.ts';
import { startFunctions } from './lambda/start-functions.ts';
import type { LocalCloud, LocalCloudOptions, LogLine } from './local-cloud.ts';
import { logGroups } from './logs/log-groups.ts';
import { logsService } from './logs/logs-service.ts';
import { metricStore } from './metrics/metric-store.ts';
import { monitoringService } from './metrics/monitoring-service.ts';
import { platformMetrics } from './metrics/platform-metrics.ts';
import { withStreamMetrics } from './metrics/stream-metrics.ts';
import { s3Service } from './s3/s3-service.ts';
import { startS3 } from './s3/start-s3.ts';
import { startSchedules } from './schedules/start-schedules.ts';
import { alertListeners } from './sns/alert-listeners.ts';
import { deliverTo } from './sns/deliver.ts';
import { snsService } from './sns/sns-service.ts';
import { startTopics } from './sns/start-topics.ts';
import type { Message } from './sns/topic.ts';
import { sqsService } from './sqs/sqs-service.ts';
import { startQueues } from './sqs/start-queues.ts';
import { startEventSourceMappings } from './start-event-source-mappings.ts';
import { startStreams } from './start-streams.ts';
import { type Assembly, readAssembly } from './template/assembly.ts';
import { identifyQueue } from './template/identify-resource.ts';
import { resolveAssembly } from './template/resolve-assembly.ts';

/**
 * Runs a synthesised cloud assembly on this machine: what its templates say, nothing configured twice. Everything binds
 * to 127.0.0.1 and ends with this process.
 * @throws when a template asks for what the local cloud cannot do, or its endpoint does not come up
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const assembly = readAssembly(options.assemblyDir);
  const teardown: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of teardown.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start(options, assembly, teardown)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: LocalCloudOptions,
  assembly: Assembly,
  teardown: (() => unknown)[],
): Promise<Omit<LocalCloud, 'stop'>> {
  const { clock = systemClock } = options;
  const logs = logGroups(options.logsDir);
  teardown.push(logs.stop);
  const report = (text: string) => logs.write('local-cloud', 'local-cloud', `${new Date().toISOString()} ${text}`);
  const onBug = (error: unknown) => {
    report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    console.error('the local cloud has a bug:', error);
  };

  // The gateway comes first, because names in the templates contain its address; its services follow.
  const services = new Map<string, ServiceHandler>();
  const gateway = await startGateway({
    port: options.port ?? 0,
    services,
    principalOf: (accessKeyId) => keys.principalOf(accessKeyId),
    intercept: options.intercept,
    onBug,
  });
  teardown.push(gateway.stop);
  const app = resolveAssembly(assembly, gateway.url);
  const roles = readRoles(app);
  const keys = principals(roles.keys());
  const { authorise, guard } = authoriser({ roles, onDecision: options.onDecision });

  const metrics = metricStore();
  const platform = platformMetrics(metrics);
  const logListeners = new Set<(line: LogLine) => void>();
  const functions = startFunctions({
    app,
    files: assembly.files,
    surroundingsOf: (roleArn) => ({
      region: app.place.region,
      endpointUrl: gateway.url,
      credentials: keys.credentialsOf(roleArn),
    }),
    log: functionLog({ place: app.place, logs, metrics, authorise, listeners: logListeners }),
    onInvoked: platform.functionInvoked,
  });
  teardown.push(functions.stop);
  const queues = startQueues(app);
  const alertSubscribers = new Map<string, (message: Message) => void>();
  const mayInvoke = invocationPermissions(app);
  const deliver = deliverTo({ functions, mayInvoke, queues, listeners: alertSubscribers });
  const topics = startTopics(app, deliver, (error) => report(`an alert was not delivered: ${error}`));
  const objects = startS3(app, assembly.files);
  const streams = startStreams(app, { clock, refusePut: options.refusePut });
  const dynamodb = await startDynamoDb(app.resourcesOf('AWS::DynamoDB::Table'));
  teardown.push(dynamodb.stop);
  const endpoints = await startEndpoints({ app, images: assembly.images, objects, authorise, logs });
  teardown.push(() => Promise.all([...endpoints.values()].map((endpoint) => endpoint.stop())));

  const permissions = permissionReaders(app.place);
  const guarded: Record<string, ServiceHandler> = {
    kinesis: kinesisHandler(streams),
    s3: s3Service(objects),
    sns: snsService(topics),
    sqs: sqsService({ queues, identify: (name) => identifyQueue(name, app.place, gateway.url) }),
    dynamodb: dynamodb.handler,
    sagemaker: sagemakerService(endpoints, platform.endpointInvoked),
    logs: logsService(logs),
    monitoring: monitoringService(withStreamMetrics(metrics, streams)),
    cloudformation: cloudFormationService(app),
  };
  for (const [name, handler] of Object.entries(guarded)) services.set(name, guard(name, permissions[name], handler));
  services.set('sts', stsService(app.place));

  const mappings = startEventSourceMappings({
    app,
    streams,
    functions,
    objects,
    topics,
    queues,
    authorise,
    interceptBatch: options.interceptBatch,
    clock,
    log: report,
  });
  teardown.push(() => Promise.all(mappings.map((mapping) => mapping.stop())));
  const schedules = startSchedules({
    app,
    mayInvoke,
    invoke: (arn, event) => functions.byArn(arn).invoke(event).catch(onBug),
    log: report,
  });
  teardown.push(schedules.stop);

  return {
    environment: {
      AWS_ENDPOINT_URL: gateway.url,
      AWS_REGION: app.place.region,
      AWS_DEFAULT_REGION: app.place.region,
      ...keys.credentialsOf(ADMIN),
    },
    outputs: app.outputs,
    onAlert: alertListeners(topics.get(app.outputs.AlertTopicArn ?? ''), alertSubscribers),
    onLogLine(listener) {
      logListeners.add(listener);
      return () => logListeners.delete(listener);
    },
    settled: async () => void (await Promise.all(mappings.map((mapping) => mapping.settled()))),
    runSchedules: schedules.runNow,
    invokeFunction: (logicalIdPrefix, event) => functions.byLogicalId(logicalIdPrefix).invoke(event),
    killFunction: (logicalIdPrefix, death, traceId) => functions.byLogicalId(logicalIdPrefix).kill(death, traceId),
    killContainers() {
      for (const { container } of endpoints.values()) container.kill();
    },
  };
}
