import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alert, ModelAlert } from '../../contracts/alert.ts';
import { OUTPUTS, partsOf, stackNames } from '../../contracts/installation.ts';
import type { LearningLine } from '../../contracts/learning-state.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import type { FunctionTemplate } from '../../scripts/cli/patch-function-settings.ts';
import { synthesise } from '../../scripts/cli/synthesise.ts';
import { type CloudClients, cloudClients } from '../chaos/cloud-clients.ts';
import { skipFunctionClocks } from '../chaos/skip-function-clocks.ts';
import { type SkippingClock, skippingClock } from '../chaos/skipping-clock.ts';
import { MACHINES, type Machines, type Movement } from './machines.ts';
import { VerdictsSeen } from './verdicts-seen.ts';

/** The app on the local cloud as `cdk deploy` leaves it, in time that passes as it is told to. */
export class LearningCloud {
  readonly verdicts = new VerdictsSeen();
  readonly alerts: Alert[] = [];
  /** What the trainer said, a line a tick. */
  readonly said: LearningLine[] = [];
  readonly registry: ModelRegistry;
  readonly #cloud: LocalCloud;
  readonly #clients: CloudClients;
  readonly #clock: SkippingClock;
  readonly #machines: Machines;
  #readUntilMs: number;

  private constructor(cloud: LocalCloud, clock: SkippingClock, machines: Machines) {
    this.#cloud = cloud;
    this.#clock = clock;
    this.#machines = machines;
    this.#clients = cloudClients(cloud);
    this.#readUntilMs = clock.now();
    this.registry = s3ModelRegistry(partsOf(cloud.outputs).modelBucketName, this.#clients.s3);
    cloud.onLogLine(({ text }) => {
      this.verdicts.read(text);
      if (text.includes(`"message":"${LOG_MESSAGES.learning}"`)) this.said.push(JSON.parse(text));
    });
    cloud.onAlert(({ bodies }) => this.alerts.push(JSON.parse(bodies.default!)));
  }

  /** Deploys it with all its defaults, but that each verdict is logged. @param dir an empty folder */
  static async deploy(dir: string, machines: Machines): Promise<LearningCloud> {
    const assemblyDir = join(dir, 'cdk.out');
    const clockFile = join(dir, 'skipped-clock');
    await synthesise(assemblyDir, ['logVerdicts=all', 'storms=off', 'canary=off']);
    const file = join(assemblyDir, `${stackNames('Weir').detection}.template.json`);
    const template = JSON.parse(await readFile(file, 'utf8')) as FunctionTemplate;
    skipFunctionClocks(template, clockFile);
    await writeFile(file, JSON.stringify(template));
    const clock = skippingClock(clockFile);
    return new LearningCloud(await startLocalCloud({ assemblyDir, clock }), clock, machines);
  }

  get nowMs(): number {
    return this.#clock.now();
  }

  /** What people heard of models. */
  get modelAlerts(): ModelAlert[] {
    return this.alerts.filter((alert) => alert.kind === 'model');
  }

  /** Lets so much time pass, at the end of which all readings of it are put at once, and each schedule comes. */
  async pass(ms: number, movement: Movement): Promise<void> {
    this.#clock.skip(ms);
    const [fromMs, toMs] = [this.#readUntilMs, this.nowMs];
    this.#readUntilMs = toMs;
    const rows = MACHINES.map((source) => this.#machines.readings(source, fromMs, toMs, movement));
    const put = putEntriesTo(this.#clients.kinesis, this.#cloud.outputs[OUTPUTS.streamName]);
    const arrivalMs = this.nowMs;
    const answers = await put(
      rows.map((each, i) => ({
        partitionKey: MACHINES[i],
        data: Buffer.concat(each.flatMap((reading) => [encodeObservation(reading), NEW_LINE])),
      })),
    );
    for (const [i, answer] of answers.entries()) {
      if ('refused' in answer) throw new Error(`the stream refused the readings of ${MACHINES[i]}: ${answer.refused}`);
      this.verdicts.put(answer, rows[i].length, arrivalMs);
    }
    await this.#cloud.settled();
    await this.#cloud.runSchedules();
  }

  async stop(): Promise<void> {
    this.#clients.kinesis.destroy();
    this.#clients.s3.destroy();
    await this.#cloud.stop();
  }
}

const NEW_LINE = Buffer.from('\n');
