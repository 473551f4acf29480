import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { seededRandom } from '../../kernels/random.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { AlertWatch } from './alert-watch.ts';
import { type Audit, audit } from './audit.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { cloudClients } from './cloud-clients.ts';
import { IN_QUARANTINE, Ledger } from './ledger.ts';
import { quarantinedIdentities } from './read-bucket.ts';
import { Saboteur } from './saboteur.ts';
import { skippingClock } from './skipping-clock.ts';
import { suffer } from './suffer.ts';
import { TableWatch } from './table-watch.ts';
import { VerdictWatch } from './verdict-watch.ts';

export interface ChaosResult extends Audit {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly longestRecoveryMs: number;
}

/** Alerts that nobody told are the sweeper's after a minute, and its schedule is another. */
const SWEEPS = { everyMs: 5000, most: 40 };

/**
 * Puts records, lets everything go wrong for a while, then lets it come to rest, and balances the books. The seed decides
 * what is put and what is planned to fail; which call it then hits depends on the machine.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, assemblyDir, logsDir } = options;
  const startMs = performance.now();
  const clock = skippingClock();
  const table = new TableWatch();
  const saboteur = new Saboteur({
    random: seededRandom(seed),
    intensity: options.intensity,
    sparing: options.sparing,
    onAnswered: (service, { headers, body }) => {
      if (service === 'dynamodb') table.see(headers['x-amz-target'] ?? '', body);
    },
  });
  const { intercept, interceptBatch, refusePut } = saboteur;
  const cloud = await startLocalCloud({ assemblyDir, logsDir, clock, intercept, interceptBatch, refusePut });
  const clients = cloudClients(cloud);
  try {
    const ledger = new Ledger();
    const verdicts = new VerdictWatch(ledger);
    const alerts = new AlertWatch();
    cloud.onLogLine(({ text }) => verdicts.read(text));
    cloud.onAlert(({ bodies }) => alerts.receive(bodies.default!));
    const recovery = await suffer({ ...options, cloud, clients, clock, ledger, saboteur });
    await comeToRest(cloud, table);
    await readBucket(cloud, clients.s3, ledger);
    return {
      seed,
      seconds: Math.round((performance.now() - startMs) / 1000),
      ...audit({ ledger, verdicts, table, alerts, repeatableFaults: saboteur.repeatableFaults }),
      faults: saboteur.total,
      faultsByKind: Object.fromEntries([...saboteur.faults].sort()),
      longestRecoveryMs: Math.round(recovery.longestMs),
    };
  } finally {
    clients.kinesis.destroy();
    clients.s3.destroy();
    await cloud.stop();
  }
}

/** Until each alert was told and that is on record: what the consumer could not tell, the sweeper does. */
async function comeToRest(cloud: LocalCloud, table: TableWatch): Promise<void> {
  for (let sweeps = 0; table.untold > 0 && sweeps < SWEEPS.most; sweeps++) {
    await sleep(SWEEPS.everyMs);
    await cloud.invokeFunction('Sweeper', {});
  }
}

async function readBucket({ outputs }: LocalCloud, client: S3Client, ledger: Ledger): Promise<void> {
  const bucket = outputs.QuarantineBucketName!;
  for (const identity of await quarantinedIdentities(client, bucket)) ledger.see(identity, IN_QUARANTINE);
}
