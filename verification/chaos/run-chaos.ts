import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { OUTPUTS } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { AlertWatch } from './alert-watch.ts';
import { type Audit, audit, isKept } from './audit.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { cloudClients } from './cloud-clients.ts';
import { Ledger } from './ledger.ts';
import { QuarantineWatch } from './quarantine-watch.ts';
import { readQuarantine } from './read-bucket.ts';
import { setStage } from './set-stage.ts';
import { skippingClock } from './skipping-clock.ts';
import { suffer } from './suffer.ts';
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
}

/** Alerts that nobody told are the sweeper's after a minute, and its schedule is another. */
const SWEEPS = { everyMs: 5000, most: 40 };

/**
 * Puts records, lets everything go wrong for a while, then lets it come to rest, and balances the books. The seed
 * decides what is put and what is planned to fail; which call it then hits depends on the machine.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, assemblyDir, logsDir } = options;
  const startMs = performance.now();
  const stage = await setStage(options);
  const { table, saboteur, unsendable } = stage;
  const clock = skippingClock();
  const cloud = await startLocalCloud({ assemblyDir, logsDir, clock, ...stage.doors });
  const clients = cloudClients(cloud);
  try {
    const ledger = new Ledger();
    const verdicts = new VerdictWatch(ledger, () => performance.now());
    const alerts = new AlertWatch();
    const quarantine = new QuarantineWatch(ledger);
    cloud.onLogLine(({ text }) => verdicts.read(text));
    cloud.onAlert(({ bodies }) => alerts.receive(bodies.default!));
    const suffered = await suffer({ ...options, ...stage, cloud, clients, clock, ledger });
    await comeToRest(cloud, table, unsendable.refused);
    await readBucket(cloud, clients.s3, quarantine);
    const { tally } = saboteur;
    const { longestRecoveryMs, stuck, tooOldBeforeMs } = suffered;
    const books = { ledger, verdicts, table, alerts, quarantine, unsendable: unsendable.refused, tooOldBeforeMs };
    return {
      seed,
      seconds: Math.round((performance.now() - startMs) / 1000),
      ...audit({ ...books, repeatableFaults: tally.repeatable }),
      stuck,
      faults: tally.total,
      faultsByKind: Object.fromEntries([...tally.byKind].sort()),
      longestRecoveryMs,
    };
  } finally {
    clients.kinesis.destroy();
    clients.s3.destroy();
    await cloud.stop();
  }
}

/** Whether the promise was kept. */
export function isPromiseKept(result: ChaosResult): boolean {
  return isKept(result) && result.stuck === 0;
}

/**
 * Until each alert that can be told was told and that is on record: what the consumer could not tell, the sweeper does.
 */
async function comeToRest(cloud: LocalCloud, table: TableWatch, unsendable: ReadonlySet<string>): Promise<void> {
  for (let sweeps = 0; table.untoldBut(unsendable) > 0 && sweeps < SWEEPS.most; sweeps++) {
    await sleep(SWEEPS.everyMs);
    await cloud.invokeFunction('Sweeper', {});
  }
}

async function readBucket({ outputs }: LocalCloud, client: S3Client, quarantine: QuarantineWatch): Promise<void> {
  const bucket = outputs[OUTPUTS.quarantineBucketName];
  for (const observation of await readQuarantine(client, bucket)) quarantine.see(observation);
}
