import { loadRegistered } from '../../lambda/trainer/versions.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { currentOf } from '../../registry/move-pointer.ts';
import { budgetOf } from '../../training/judge-sample.ts';
import {
  besideBudget,
  NEARLY_CERTAIN,
  percentWords,
  shareInterval,
  shareWords,
} from '../../training/share-interval.ts';
import type { LearningCloud } from './learning-cloud.ts';
import { MACHINES, Machines, type Movement } from './machines.ts';
import type { SeenPromise } from './seen-promise.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** What an anomaly adds to a heat whose noise is 1. */
const TOO_HOT = 40;
const PLANTED = MACHINES.slice(0, 5);
const [, , , BROKEN] = MACHINES;
/** What is over by then is over in the sample, too. */
const QUIET_MS = 6 * HOUR_MS;
/** Who flags so many times its budget is of no use; which share that is depends on what it was trained on. */
const USELESS = 100;

export interface Times {
  readonly driftsFromMs: number;
  readonly driftedMs: number;
}

/** Lets time pass by the hour. */
export async function passUntil(cloud: LearningCloud, untilMs: number, movement: Movement): Promise<void> {
  while (cloud.nowMs < untilMs) {
    await cloud.pass(Math.min(HOUR_MS, Math.max(MINUTE_MS, untilMs - cloud.nowMs)), movement);
  }
}

/** The version that judges, once every change holds. @throws where none does */
export async function judging({ registry }: LearningCloud): Promise<Model> {
  const current = currentOf(await registry.pointer());
  if (!current || current.sampleFeatures) throw new Error('no version judges: was none promoted?');
  return loadRegistered(registry, current.model);
}

/** Sees whether a first model is promoted within an hour of the first row. */
export async function seenFirstModel(cloud: LearningCloud, world: Movement): Promise<SeenPromise> {
  const { said, nowMs: beganMs } = cloud;
  const promoted = () => said.find(({ last }) => last?.result === 'promoted');
  while (!promoted() && cloud.nowMs < beganMs + HOUR_MS) await cloud.pass(5 * MINUTE_MS, world);
  const { atMs, rows, last } = promoted() ?? {};
  const seen =
    atMs === undefined
      ? `none: it waits for ${said.at(-1)?.waitsFor?.join(', ') ?? 'nobody knows what'}`
      : `version ${last?.model} of ${rows?.toLocaleString('en')} rows after ${minutes(atMs - beganMs)} minutes`;
  return { promise: 'a first model is promoted within an hour', seen, held: atMs !== undefined };
}

/** Sees whether it finds what is planted, and tells people of it. */
export async function seenPlanted(cloud: LearningCloud, world: Movement): Promise<SeenPromise> {
  await cloud.pass(5 * MINUTE_MS, world);
  const fromMs = cloud.nowMs + 4 * MINUTE_MS;
  await cloud.pass(5 * MINUTE_MS, (source, atMs) => ({
    ...world(source, atMs),
    heat: PLANTED.includes(source) && atMs >= fromMs ? TOO_HOT : 0,
  }));
  const { version } = await judging(cloud);
  const planted = cloud.verdicts.since(fromMs).filter(({ source }) => PLANTED.includes(source));
  const found = planted.filter((verdict) => verdict.anomalous && verdict.version === version);
  const told = new Set(cloud.alerts.flatMap(({ kind, source }) => (kind === 'opened' ? [source] : [])));
  const heard = PLANTED.filter((source) => told.has(source));
  return {
    promise: 'it finds what is planted, and tells of it',
    seen: `${found.length} of ${planted.length} found by version ${version}, ${heard.length} of ${PLANTED.length} machines told`,
    held: planted.length >= PLANTED.length && found.length === planted.length && heard.length === PLANTED.length,
  };
}

/** Sees whether a drift over two days is followed, and the share that is flagged stays within the budget. */
export async function seenDrift(
  cloud: LearningCloud,
  world: Movement,
  { driftsFromMs, driftedMs }: Times,
): Promise<SeenPromise> {
  await passUntil(cloud, driftsFromMs, world);
  const before = await judging(cloud);
  const saidBefore = cloud.said.length;
  await passUntil(cloud, driftedMs + QUIET_MS, world);
  const promoted = trainingsSince(cloud, saidBefore).filter((result) => result === 'promoted').length;
  const flags = cloud.verdicts.since(driftedMs + QUIET_MS / 2).map(({ anomalous }) => anomalous);
  const share = shareInterval(flags.filter(Boolean).length, flags.length, NEARLY_CERTAIN);
  const after = await judging(cloud);
  const byOld = flaggedOf(before, await readingsNow(cloud, world));
  return {
    promise: 'a drift over two days is followed',
    seen:
      `${promoted} versions promoted; at the end ${shareWords(share)} flagged, the budget is ` +
      `${percentWords(budgetOf(after))}; the version before the drift would flag ${percentWords(byOld)}`,
    held: promoted > 2 && besideBudget(share, budgetOf(after)) === 'within' && byOld > USELESS * budgetOf(before),
  };
}

/** Sees whether what was broken for a day is still anomalous to the version that judges after it. */
export async function seenIncident(cloud: LearningCloud, world: Movement): Promise<SeenPromise> {
  const [fromMs, saidBefore, heardBefore] = [cloud.nowMs, cloud.said.length, cloud.modelAlerts.length];
  const broken: Movement = (source, atMs) => ({ ...world(source, atMs), heat: source === BROKEN ? TOO_HOT : 0 });
  await passUntil(cloud, fromMs + 25 * HOUR_MS, broken);
  const results = trainingsSince(cloud, saidBefore);
  const waits = results.includes('waits') && cloud.modelAlerts.length === heardBefore + 1;
  const after = await judging(cloud);
  const rows = await readingsNow(cloud, broken, [BROKEN]);
  const byNew = flaggedOf(after, rows);
  return {
    promise: 'an incident of a day is not learned',
    seen: `trained meanwhile: ${results.join(', ') || 'never'}; version ${after.version} flags ${percentWords(byNew)} of its readings`,
    held: (results.includes('promoted') && byNew === 1) || waits,
  };
}

/** What came of each training since so many lines were said. */
export function trainingsSince({ said }: LearningCloud, count: number): string[] {
  return said.slice(count).flatMap(({ atMs, last }) => (last?.atMs === atMs ? [last.result] : []));
}

/** Readings as those of the last hour, of other machines of the kind. */
async function readingsNow({ nowMs }: LearningCloud, movement: Movement, sources = MACHINES) {
  const machines = new Machines(4);
  return sources.flatMap((source) => machines.readings(source, nowMs - HOUR_MS, nowMs, movement));
}

/** The share of readings that a model flags by themselves, whatever the past of their source has become used to. */
function flaggedOf(model: Model, readings: ReturnType<Machines['readings']>): number {
  const features = readings.map((reading) => reading.features);
  const verdicts = scoreFeatures(model, features, { explain: false });
  return verdicts.filter((each) => each.ok && each.value.anomalous).length / readings.length;
}

function minutes(ms: number): number {
  return Math.round(ms / MINUTE_MS);
}
