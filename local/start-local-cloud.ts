import { runCustomResources } from './custom-resources/run-custom-resources.ts';
import { systemClock } from './event-source-mapping/clock.ts';
import { ADMIN, type ServiceHandler } from './gateway/service.ts';
import { startGateway } from './gateway/start-gateway.ts';
import { authoriser } from './iam/authoriser.ts';
import { invocationPermissions } from './iam/invocation-permissions.ts';
import { principals } from './iam/principals.ts';
import { readRoles } from './iam/read-roles.ts';
import type { ListenToLog } from './lambda/api/invoke.ts';
import { functionLog } from './lambda/function-log.ts';
import { startFunctions } from './lambda/start-functions.ts';
import type { LocalCloud, LocalCloudOptions, LogLine } from './local-cloud.ts';
import { logGroups } from './logs/log-groups.ts';
import { metricStore } from './metrics/metric-store.ts';
import { platformMetrics } from './metrics/platform-metrics.ts';
import { startSchedules } from './schedules/start-schedules.ts';
import { alertListeners } from './sns/alert-listeners.ts';
import { deliverTo } from './sns/deliver.ts';
import type { Message } from './sns/topic.ts';
import { startQueues } from './sqs/start-queues.ts';
import { startEventSourceMappings } from './start-event-source-mappings.ts';
import { startServices } from './start-services.ts';
import { readAssembly } from './template/assembly.ts';
import { resolveAssembly } from './template/resolve-assembly.ts';

/**
 * Runs a synthesised cloud assembly on this machine: what its templates say, nothing configured twice. Everything binds
 * to 127.0.0.1 and ends with this process.
 * @throws when a template asks for what the local cloud cannot do, or its endpoint does not come up
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const ends: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start(options, (end) => ends.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: LocalCloudOptions,
  onStarted: (end: () => unknown) => void,
): Promise<Omit<LocalCloud, 'stop'>> {
  const assembly = readAssembly(options.assemblyDir);
  const { clock = systemClock } = options;
  const logs = logGroups(options.logsDir);
  onStarted(logs.stop);
  const log = (text: string) => logs.write('local-cloud', 'local-cloud', `${new Date().toISOString()} ${text}`);
  const onBug = (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    console.error('the local cloud has a bug:', error);
  };

  // The gateway comes first, because names in the templates contain its address; its services follow.
  const handlers = new Map<string, ServiceHandler>();
  const gateway = await startGateway({
    port: options.port ?? 0,
    services: handlers,
    principalOf: (accessKeyId) => keys.principalOf(accessKeyId),
    intercept: options.intercept,
    onBug,
  });
  onStarted(gateway.stop);
  const gatewayUrl = gateway.url;
  const app = resolveAssembly(assembly, gatewayUrl);
  const { place, outputs } = app;
  const roles = readRoles(app);
  const keys = principals(roles.keys());
  const authorising = authoriser({ roles, onDecision: options.onDecision });
  const { authorise } = authorising;

  const metrics = metricStore();
  const logListeners = new Set<(line: LogLine) => void>();
  const functions = startFunctions({
    app,
    files: assembly.files,
    bootstrap: options.bootstrap,
    environmentOf: (roleArn) => ({
      region: place.region,
      endpointUrl: gatewayUrl,
      credentials: keys.credentialsOf(roleArn),
      certificates: options.certificates,
    }),
    log: functionLog({ place, logs, metrics, authorise, listeners: logListeners }),
    onInvoked: platformMetrics(metrics).functionInvoked,
  });
  onStarted(functions.stop);
  const listenToLog: ListenToLog = (logicalId, onLine) => {
    const listener = ({ function: of, text }: LogLine) => void (of === logicalId && onLine(text));
    logListeners.add(listener);
    return () => logListeners.delete(listener);
  };
  const mayInvoke = invocationPermissions(app);
  const queues = startQueues(app);
  const alertSubscribers = new Map<string, (message: Message) => void>();
  const deliver = deliverTo({ functions, mayInvoke, queues, listeners: alertSubscribers });
  const { refusePut, interceptBatch, secrets } = options;
  const services = await startServices({
    app,
    assembly,
    gatewayUrl,
    authoriser: authorising,
    clock,
    refusePut,
    secrets,
    logs,
    metrics,
    queues,
    deliver,
    functions,
    listenToLog,
    log,
    onStarted,
  });
  for (const [name, handler] of services.handlers) handlers.set(name, handler);
  // Their functions ask services, and the mappings ask them.
  await runCustomResources(app, functions);

  const mappings = startEventSourceMappings({
    app,
    functions,
    ...services,
    queues,
    authorise,
    interceptBatch,
    clock,
    log,
  });
  onStarted(() => Promise.all(mappings.map((mapping) => mapping.stop())));
  const invoke = (arn: string, event: object) => functions.byArn(arn).invoke(event).catch(onBug);
  const schedules = startSchedules({ app, mayInvoke, invoke, log });
  onStarted(schedules.stop);

  return {
    environment: {
      AWS_ENDPOINT_URL: gatewayUrl,
      AWS_REGION: place.region,
      AWS_DEFAULT_REGION: place.region,
      ...keys.credentialsOf(ADMIN),
    },
    outputs,
    onAlert: alertListeners(services.topics.get(outputs.AlertTopicArn ?? ''), alertSubscribers),
    onLogLine(listener) {
      logListeners.add(listener);
      return () => logListeners.delete(listener);
    },
    settled: async () => void (await Promise.all(mappings.map((mapping) => mapping.settled()))),
    runSchedules: schedules.runNow,
    invokeFunction: (logicalIdPrefix, event) => functions.byLogicalId(logicalIdPrefix).invoke(event),
    killFunction: (logicalIdPrefix, death, traceId) => functions.byLogicalId(logicalIdPrefix).kill(death, traceId),
    killContainers() {
      for (const { container } of services.endpoints.values()) container.kill();
    },
    deployModel: async (archive) =>
      void (await Promise.all([...services.endpoints.values()].map((endpoint) => endpoint.deploy(archive)))),
  };
}
