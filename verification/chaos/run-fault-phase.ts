import { setTimeout as sleep } from 'node:timers/promises';
import { OUTPUTS, readStores } from '../../contracts/installation.ts';
import { seededRandom } from '../../kernels/random.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { CloudClients } from './cloud-clients.ts';
import { ENTRY_REFUSED } from './fault-injector.ts';
import { keepPromoting, planPromotions } from './keep-promoting.ts';
import { GIVEN_UP, type Ledger } from './ledger.ts';
import type { Outage } from './outages.ts';
import { Pacing } from './pacing.ts';
import { planRecords } from './plan-records.ts';
import type { Promoter } from './promoter.ts';
import { putTraffic } from './put-traffic.ts';
import { givenUpIdentities } from './read-bucket.ts';
import { reshard } from './reshard.ts';
import type { ChaosStage } from './set-stage.ts';
import type { SkippingClock } from './skipping-clock.ts';
import { TroubleSchedule } from './trouble-schedule.ts';

const LOOK_MS = 100;
const DEPLOY_EVERY_MS = 10_000;
/** A shard that comes of others has begun after so long. */
const BEGUN_WITHIN_MS = 45_000;
/** What the pipeline has not come to terms with so long after the last record, it never will. */
const SETTLE_WITHIN_MS = 600_000;
/** Hours away, in which what waits becomes too old. */
const TOO_OLD_MS = 7 * 3_600_000;

/** What the phase needs beside the options. */
export interface PhaseContext
  extends ChaosOptions,
    Pick<ChaosStage, 'models' | 'deployer' | 'faultInjector' | 'gate' | 'failingChannel'> {
  readonly cloud: LocalCloud;
  readonly clients: CloudClients;
  readonly clock: SkippingClock;
  readonly ledger: Ledger;
  readonly promoter: Promoter;
}

export interface PhaseResult {
  readonly longestRecoveryMs: number;
  /** Observations that were still waiting when waiting had lost its sense. They were given up then. */
  readonly stuck: number;
  /** Until when records were put that an outage has made too old, on the clock of `performance.now()`. */
  readonly tooOldBeforeMs: number;
}

/** Runs the phase in which records flow and faults happen; it is over when nothing is waiting any more. */
export async function runFaultPhase(world: PhaseContext): Promise<PhaseResult> {
  const { cloud, clients, ledger, faultInjector } = world;
  const recovery = new RecoveryWatch();
  const givenUp = new Set<string>();
  const bucket = readStores(cloud.outputs).quarantineBucketName;
  const look = async () => {
    for (const record of await givenUpIdentities(clients.s3, bucket, givenUp)) ledger.seeRecord(record, GIVEN_UP);
    recovery.look(performance.now(), ledger.oldestWaitingMs());
  };
  const looking = keepDoing(look, LOOK_MS);
  const pacing = new Pacing(ledger, world.outages.filter(makesTooOld).length);
  await planPromotions(world);
  const traffic = putPlanned(world, pacing);
  faultInjector.start(cloud);
  if (world.troubles.has('channels')) world.failingChannel.start();
  const [refusals, tooOldBeforeMs] = await Promise.all([
    traffic,
    runOutages(world, recovery, pacing),
    keepResharding(world, pacing),
    keepDeploying(world),
    keepPromoting(world),
  ]);
  const overLimits = refusals - (faultInjector.tally.byKind.get(ENTRY_REFUSED) ?? 0);
  if (overLimits > 0) faultInjector.tally.note("kinesis: entry over its shard's limits", overLimits);
  faultInjector.stop();
  const stuck = await settle(world);
  world.failingChannel.stop();
  await world.deployer.idle();
  await looking.stop();
  await look();
  return { longestRecoveryMs: Math.round(recovery.longestMs), stuck, tooOldBeforeMs };
}

/** @returns how often a record was refused */
function putPlanned(world: PhaseContext, pacing: Pacing): Promise<number> {
  const { cloud, clients, clock, ledger, seed, intensity, onProgress } = world;
  const random = seededRandom(seed + 1);
  const nextRecord = planRecords({
    ...world,
    random,
    schedule: new TroubleSchedule(random, intensity),
    nowMs: () => clock.now(),
    mayPoison: () => !pacing.isGivingUpLeft,
  });
  return putTraffic({
    ...world,
    nextRecord,
    isHeld: () => pacing.isHeld,
    put: putEntriesTo(clients.kinesis, cloud.outputs[OUTPUTS.streamName]),
    onAccepted(record, shardId, sequenceNumber) {
      ledger.put(record, shardId, sequenceNumber, performance.now());
      onProgress?.(ledger.records);
    },
  });
}

/**
 * Until everything is finished; what is stuck is made too old in the end, so that the run is over all the same.
 * @returns how many observations were stuck
 */
async function settle({ cloud, clock, ledger }: PhaseContext): Promise<number> {
  const settled = cloud.settled().then(() => true);
  const isSettled = await Promise.race([settled, sleep(SETTLE_WITHIN_MS, false, { ref: false })]);
  if (isSettled) return 0;
  const stuck = ledger.waiting;
  clock.skip(TOO_OLD_MS);
  await settled;
  return stuck;
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

/** @returns until when records were put that an outage has made too old */
async function runOutages(world: PhaseContext, recovery: RecoveryWatch, pacing: Pacing): Promise<number> {
  const startMs = performance.now();
  const skips = await Promise.all(world.outages.map((outage) => runOutage(outage, startMs, world, recovery, pacing)));
  return Math.max(0, ...skips);
}

async function runOutage(
  outage: Outage,
  startMs: number,
  { cloud, clock, faultInjector, gate }: PhaseContext,
  recovery: RecoveryWatch,
  pacing: Pacing,
): Promise<number> {
  await sleep(startMs + outage.fromMs - performance.now());
  if (outage.skipMs !== undefined) await pacing.beginSkip();
  faultInjector.begin(outage);
  recovery.begin();
  const untilMs = performance.now() + outage.toMs - outage.fromMs;
  let tooOldBeforeMs = 0;
  if (outage.skipMs !== undefined) {
    await sleep((untilMs - performance.now()) / 2);
    const { skipMs } = outage;
    await pacing.heldFor(() => gate.closedFor(() => clock.skip(skipMs)));
    if (makesTooOld(outage)) tooOldBeforeMs = performance.now();
  }
  while (performance.now() < untilMs) {
    if (outage.kind === 'container_dies') cloud.killContainers();
    await sleep(Math.min(LOOK_MS, Math.max(0, untilMs - performance.now())));
  }
  faultInjector.end(outage);
  recovery.end(performance.now());
  if (outage.skipMs !== undefined) pacing.endSkip(makesTooOld(outage));
  return tooOldBeforeMs;
}

function makesTooOld({ skipMs = 0 }: Outage): boolean {
  return skipMs >= TOO_OLD_MS;
}

async function keepResharding(world: PhaseContext, pacing: Pacing): Promise<void> {
  const { cloud, clients, faultInjector, durationMs, reshardEveryMs, shards, troubles } = world;
  if (!troubles.has('reshards')) return;
  for (let turn = 0; (turn + 1) * reshardEveryMs < durationMs; turn++) {
    await sleep(reshardEveryMs);
    if (pacing.isSkipping || isSkipNear(world.outages, (turn + 1) * reshardEveryMs)) continue;
    faultInjector.tally.note(
      `kinesis: ${await reshard(clients.kinesis, cloud.outputs[OUTPUTS.streamName], turn, shards)}`,
    );
  }
}

/**
 * Whether hours are skipped soon: a shard that has not begun by then begins so late that what its parents knew is left
 * behind, and nothing of it can be foreseen.
 */
function isSkipNear(outages: readonly Outage[], atMs: number): boolean {
  const isNear = ({ fromMs, toMs }: Outage) => fromMs - BEGUN_WITHIN_MS < atMs && atMs < toMs;
  return outages.some((outage) => outage.skipMs !== undefined && isNear(outage));
}

async function keepDeploying({ cloud, deployer, faultInjector, durationMs, troubles }: PhaseContext): Promise<void> {
  if (!troubles.has('deployments')) return;
  const everyMs = Math.min(DEPLOY_EVERY_MS, durationMs / 3);
  for (let atMs = everyMs; atMs < durationMs; atMs += everyMs) {
    await sleep(everyMs);
    faultInjector.tally.note('sagemaker: another model');
    await deployer.next(cloud);
  }
}

/**
 * How long it takes after a fault until everything that was put before its end has become something. While another
 * outage goes on nothing can recover, so the clock starts again at its end.
 */
class RecoveryWatch {
  longestMs = 0;
  #open: number[] = [];
  #outages = 0;

  begin(): void {
    this.#outages++;
    this.#open = [];
  }

  end(nowMs: number): void {
    this.#outages--;
    this.#open.push(nowMs);
  }

  /** @param oldestWaitingMs when the oldest record was put that is not accounted for */
  look(nowMs: number, oldestWaitingMs = nowMs): void {
    if (this.#outages > 0) return;
    const recovered = this.#open.filter((endMs) => endMs < oldestWaitingMs);
    for (const endMs of recovered) this.longestMs = Math.max(this.longestMs, nowMs - endMs);
    this.#open = this.#open.filter((endMs) => endMs >= oldestWaitingMs);
  }
}
