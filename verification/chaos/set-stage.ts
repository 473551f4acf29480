import { detachModel, WITH_MODEL_CONTENT_TYPE } from '../../contracts/model-request.ts';
import { seededRandom } from '../../kernels/random.ts';
import type { ServiceRequest } from '../../local/gateway/service.ts';
import type { Intercept, LocalCloudOptions } from '../../local/local-cloud.ts';
import type { Model } from '../../model/model.ts';
import { ChannelWatch } from './channel-watch.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { DeliveryGate } from './delivery-gate.ts';
import { Deployer } from './deployer.ts';
import { type FailingChannel, startFailingChannel } from './failing-channel.ts';
import { FaultInjector } from './fault-injector.ts';
import { HeardScores } from './heard-scores.ts';
import { type ModelVersion, modelVersions } from './model-versions.ts';
import { TableWatch } from './table-watch.ts';
import { traceOf } from './trace-of.ts';
import { TroubleSchedule } from './trouble-schedule.ts';
import { UnsendableAlerts } from './unsendable-alerts.ts';

/** What stands at the doors of the local cloud, and the models that are deployed in it. */
export interface ChaosStage {
  /** Those that may judge; the first one is deployed from the beginning. */
  readonly models: readonly Model[];
  /** All that may be deployed, those that may judge among them. */
  readonly versions: readonly ModelVersion[];
  readonly deployer: Deployer;
  readonly gate: DeliveryGate;
  readonly heard: HeardScores;
  readonly table: TableWatch;
  readonly unsendable: UnsendableAlerts;
  readonly faultInjector: FaultInjector;
  readonly channels: ChannelWatch;
  readonly failingChannel: FailingChannel;
  readonly doors: Pick<LocalCloudOptions, 'intercept' | 'interceptBatch' | 'refusePut' | 'secrets' | 'certificates'>;
}

/** Before the local cloud is started: everything that watches it, and all that will make it fail. */
export async function setStage(options: ChaosOptions): Promise<ChaosStage> {
  const { seed, assembly, intensity, troubles } = options;
  const { model } = assembly;
  const versions = await modelVersions(model, seededRandom(seed + 3));
  const models = troubles.has('promotions') ? versions.map((version) => version.model) : [model];
  const deployer = new Deployer(versions.map(({ archive }) => archive));
  const table = new TableWatch();
  const heard = new HeardScores(model.features[0]);
  const unsendable = new UnsendableAlerts();
  const random = seededRandom(seed);
  const channels = new ChannelWatch();
  const faultInjector = new FaultInjector({
    ...options,
    random,
    schedule: new TroubleSchedule(random, intensity),
    deployer,
    unsendable,
    onAnswered(service, request) {
      if (service === 'events') channels.seeBus(request);
      if (service !== 'dynamodb') return;
      table.see(request.headers['x-amz-target'] ?? '', request.body, heard.by(traceOf(request)));
    },
  });
  const failing = { random, schedule: new TroubleSchedule(random, intensity), tally: faultInjector.tally };
  const failingChannel = await startFailingChannel({ ...failing, watch: channels });
  const { secrets, certificates } = failingChannel;
  const gate = new DeliveryGate();
  const doors = {
    intercept: listening(faultInjector.intercept, heard),
    interceptBatch: gate.around(faultInjector.interceptBatch),
    refusePut: faultInjector.refusePut,
    secrets,
    certificates,
  };
  return { models, versions, deployer, gate, heard, table, unsendable, faultInjector, channels, failingChannel, doors };
}

/** The rows of a request, without the model that came with them. */
function rowsOf({ headers, body }: ServiceRequest): Uint8Array {
  return headers['content-type'] === WITH_MODEL_CONTENT_TYPE ? detachModel(body)!.body : body;
}

/** Hears what the consumer hears of the endpoint. */
function listening(intercept: Intercept, heard: HeardScores): Intercept {
  return async (service, request, proceed) => {
    const response = await intercept(service, request, proceed);
    if (service === 'sagemaker' && response.status === 200) {
      heard.hear(traceOf(request), rowsOf(request), response.body);
    }
    return response;
  };
}
