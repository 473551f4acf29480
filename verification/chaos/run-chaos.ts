import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { partsOf } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { AlertWatch } from './alert-watch.ts';
import { type Audit, audit, promisesHeld } from './audit.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { cloudClients } from './cloud-clients.ts';
import { expectByPast } from './expect-by-past.ts';
import { Ledger } from './ledger.ts';
import { LineageWatch } from './lineage-watch.ts';
import { Promoter } from './promoter.ts';
import { QuarantineWatch } from './quarantine-watch.ts';
import { readQuarantine } from './read-bucket.ts';
import { runFaultPhase } from './run-fault-phase.ts';
import { type ChaosStage, setStage } from './set-stage.ts';
import { skippingClock } from './skipping-clock.ts';
import type { TableWatch } from './table-watch.ts';
import { VerdictWatch } from './verdict-watch.ts';

export interface ChaosResult extends Audit {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly longestRecoveryMs: number;
  /** Observations that nothing became of until they were too old, without an outage that long. */
  readonly stuck: number;
  /** How often something was left out of what is known of sources: verdicts behind it cannot be foreseen. */
  readonly gaps: number;
}

/** Alerts that nobody published are the sweeper's after a minute, and its schedule is another. */
const SWEEPS = { everyMs: 5000, most: 40 };

/** What was tried in vain most often comes again after five minutes, or six where its process died. */
const CHANNELS = { everyMs: 1000, most: 800 };

/**
 * Puts records, lets everything go wrong for a while, then lets it come to rest, and compares the evidence with what
 * was planned. The seed decides what is put and what is planned to fail; which call it then hits depends on the
 * machine.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, assembly, logsDir } = options;
  const startMs = performance.now();
  const stage = await setStage(options);
  const { table, faultInjector, unsendable, channels } = stage;
  const clock = skippingClock(assembly.clockFile);
  const cloud = await startLocalCloud({ assemblyDir: assembly.dir, logsDir, clock, ...stage.doors });
  const clients = cloudClients(cloud);
  try {
    const ledger = new Ledger();
    const verdicts = new VerdictWatch(ledger, () => performance.now());
    const alerts = new AlertWatch();
    const quarantine = new QuarantineWatch(ledger);
    const lineages = new LineageWatch();
    cloud.onLogLine(({ text }) => {
      verdicts.read(text);
      lineages.read(text);
    });
    cloud.onAlert(({ bodies }) => alerts.receive(bodies.default!));
    const registry = s3ModelRegistry(partsOf(cloud.outputs).modelBucketName, clients.s3);
    const promoter = new Promoter(stage.versions, registry, () => clock.now());
    const phase = await runFaultPhase({ ...options, ...stage, cloud, clients, clock, ledger, promoter });
    await comeToRest(cloud, table, unsendable.refused);
    await tellChannels(stage, alerts);
    await readBucket(cloud, clients.s3, quarantine);
    await expectByPast({ ...assembly, cloud, clients, ledger, promoter });
    const { tally } = faultInjector;
    const { longestRecoveryMs, stuck, tooOldBeforeMs } = phase;
    const functionScores = assembly.scorer !== 'endpoint';
    const evidence = {
      ledger,
      functionScores,
      verdicts,
      table,
      alerts,
      quarantine,
      unsendable: unsendable.refused,
      untold: channels.untold(alerts.ids),
      tooOldBeforeMs,
    };
    const audited = audit({ ...evidence, repeatableFaults: tally.repeatable, deaths: tally.deaths });
    return {
      seed,
      seconds: Math.round((performance.now() - startMs) / 1000),
      ...audited,
      examples: [...lineages.gaps, ...audited.examples],
      stuck,
      gaps: lineages.gaps.length,
      faults: tally.total,
      faultsByKind: Object.fromEntries([...tally.byKind].sort()),
      longestRecoveryMs,
    };
  } finally {
    clients.kinesis.destroy();
    clients.s3.destroy();
    await cloud.stop();
    await stage.failingChannel.close();
  }
}

/** Says whether every promise held, nothing was stuck, and nothing left out of what is known of sources. */
export function allPromisesHeld(result: ChaosResult): boolean {
  return promisesHeld(result) && result.stuck + result.gaps === 0;
}

/**
 * Waits until each alert that can be published was, and that is on record: the sweeper publishes what the consumer
 * could not.
 */
async function comeToRest(cloud: LocalCloud, table: TableWatch, unsendable: ReadonlySet<string>): Promise<void> {
  for (let sweeps = 0; table.unpublishedBut(unsendable) > 0 && sweeps < SWEEPS.most; sweeps++) {
    await sleep(SWEEPS.everyMs);
    await cloud.invokeFunction('Sweeper', {});
  }
}

/** Waits until each channel was told of all that was published: what failed is tried again after minutes at most. */
async function tellChannels({ channels }: ChaosStage, alerts: AlertWatch): Promise<void> {
  for (let waits = 0; channels.untold(alerts.ids).length > 0 && waits < CHANNELS.most; waits++) {
    await sleep(CHANNELS.everyMs);
  }
}

async function readBucket({ outputs }: LocalCloud, client: S3Client, quarantine: QuarantineWatch): Promise<void> {
  const bucket = partsOf(outputs).quarantineBucketName;
  for (const observation of await readQuarantine(client, bucket)) quarantine.see(observation);
}
