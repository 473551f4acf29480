import { setTimeout as sleep } from 'node:timers/promises';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { seededRandom } from '../../detectors/random.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import type { Model } from '../../model/model.ts';
import { putEntriesTo } from '../stream/put-entries.ts';
import { AlertWatch } from './alert-watch.ts';
import { type Audit, audit } from './audit.ts';
import { GIVEN_UP, IN_QUARANTINE, Ledger } from './ledger.ts';
import type { Outage } from './outages.ts';
import { planRecords } from './plan-records.ts';
import { putTraffic } from './put-traffic.ts';
import { givenUpRecords, quarantinedIdentities } from './read-bucket.ts';
import { RecoveryWatch } from './recovery-watch.ts';
import { reshard } from './reshard.ts';
import { Saboteur } from './saboteur.ts';
import { type SkippingClock, skippingClock } from './skipping-clock.ts';
import { TableWatch } from './table-watch.ts';
import { VerdictWatch } from './verdict-watch.ts';

export interface ChaosOptions {
  /** From {@link compressedAssembly}. */
  readonly assemblyDir: string;
  readonly logsDir?: string;
  /** The one that the assembly deploys. */
  readonly model: Model;
  readonly seed: number;
  /** How long records are put and faults happen. */
  readonly durationMs: number;
  readonly recordsPerSecond: number;
  readonly shards: number;
  readonly reshardEveryMs: number;
  readonly outages: readonly Outage[];
  /** How many times as often as usual single calls, batches and puts fail. */
  readonly intensity: number;
  /** See {@link Saboteur}: with it, hardly an alert has to wait for the sweeper. */
  readonly sparing: boolean;
  readonly onProgress?: (records: number) => void;
}

export interface ChaosResult extends Audit {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly longestRecoveryMs: number;
}

const LOOK_MS = 100;
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
  const clients = clientsOf(cloud);
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

interface Suffering extends ChaosOptions {
  readonly cloud: LocalCloud;
  readonly clients: Clients;
  readonly clock: SkippingClock;
  readonly ledger: Ledger;
  readonly saboteur: Saboteur;
}

/** The time in which records flow and faults happen; over when nothing is waiting any more. */
async function suffer(world: Suffering): Promise<RecoveryWatch> {
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
  await Promise.all([traffic, sufferOutages(world, recovery), keepResharding(world)]);
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

interface Clients {
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
}

function clientsOf({ environment }: LocalCloud): Clients {
  const options = {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  };
  return { kinesis: new KinesisClient(options), s3: new S3Client({ ...options, forcePathStyle: true }) };
}
