import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../kernels/random.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { putEntriesTo } from '../stream/put-entries.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { CloudClients } from './cloud-clients.ts';
import { GIVEN_UP, type Ledger } from './ledger.ts';
import { planRecords } from './plan-records.ts';
import { putTraffic } from './put-traffic.ts';
import { givenUpRecords } from './read-bucket.ts';
import { RecoveryWatch } from './recovery-watch.ts';
import { reshard } from './reshard.ts';
import { ENTRY_REFUSED, type Saboteur } from './saboteur.ts';
import type { SkippingClock } from './skipping-clock.ts';

const LOOK_MS = 100;

export interface Suffering extends ChaosOptions {
  readonly cloud: LocalCloud;
  readonly clients: CloudClients;
  readonly clock: SkippingClock;
  readonly ledger: Ledger;
  readonly saboteur: Saboteur;
}

/** The time in which records flow and faults happen; over when nothing is waiting any more. */
export async function suffer(world: Suffering): Promise<RecoveryWatch> {
  const { cloud, clients, clock, ledger, saboteur, durationMs, onProgress } = world;
  const recovery = new RecoveryWatch();
  const givenUp = new Set<string>();
  const bucket = cloud.outputs.QuarantineBucketName!;
  const look = async () => {
    for (const record of await givenUpRecords(clients.s3, bucket, givenUp)) ledger.seeRecord(record, GIVEN_UP);
    recovery.look(performance.now(), ledger.oldestWaitingMs());
  };
  const looking = keepDoing(look, LOOK_MS);
  const traffic = putTraffic({
    recordsPerSecond: world.recordsPerSecond,
    durationMs,
    nextRecord: planRecords(world.model, seededRandom(world.seed + 1), () => clock.now()),
    put: putEntriesTo(clients.kinesis, cloud.outputs.StreamName!),
    onAccepted(record, shardId, sequenceNumber) {
      ledger.put(record, shardId, sequenceNumber, performance.now());
      onProgress?.(ledger.records);
    },
  });
  saboteur.start(cloud);
  const [refusals] = await Promise.all([traffic, sufferOutages(world, recovery), keepResharding(world)]);
  const overLimits = refusals - (saboteur.faults.get(ENTRY_REFUSED) ?? 0);
  if (overLimits > 0) saboteur.note("kinesis: entry over its shard's limits", overLimits);
  saboteur.stop();
  await cloud.settled();
  await looking.stop();
  await look();
  return recovery;
}

function keepDoing(work: () => Promise<void>, everyMs: number): { stop(): Promise<void> } {
  let isOver = false;
  const running = (async () => {
    for (; !isOver; await sleep(everyMs)) await work();
  })();
  return {
    stop() {
      isOver = true;
      return running;
    },
  };
}

async function sufferOutages({ cloud, clock, saboteur, outages }: Suffering, recovery: RecoveryWatch): Promise<void> {
  const startMs = performance.now();
  for (const outage of outages) {
    await sleep(startMs + outage.fromMs - performance.now());
    saboteur.begin(outage);
    recovery.begin();
    const untilMs = startMs + outage.toMs;
    if (outage.skipMs !== undefined) {
      await sleep((untilMs - performance.now()) / 2);
      clock.skip(outage.skipMs);
    }
    while (performance.now() < untilMs) {
      if (outage.kind === 'container_dies') cloud.killContainers();
      await sleep(Math.min(LOOK_MS, Math.max(0, untilMs - performance.now())));
    }
    saboteur.end();
    recovery.end(performance.now());
  }
}

async function keepResharding(world: Suffering): Promise<void> {
  const { cloud, clients, saboteur, durationMs, reshardEveryMs, shards } = world;
  for (let turn = 0; (turn + 1) * reshardEveryMs < durationMs; turn++) {
    await sleep(reshardEveryMs);
    saboteur.note(`kinesis: ${await reshard(clients.kinesis, cloud.outputs.StreamName!, turn, shards)}`);
  }
}
