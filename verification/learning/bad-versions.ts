import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { currentOf, previousOf, rollBack } from '../../registry/move-pointer.ts';
import { promoteForest, promoteLowThreshold } from './by-a-person.ts';
import type { LearningCloud } from './learning-cloud.ts';
import type { Movement } from './machines.ts';
import type { SeenPromise } from './seen-promise.ts';
import { HOUR_MS, judging, passUntil, trainingsSince } from './usual-life.ts';

/** How long a person's choice was collected, and how long until another training is due at the latest. */
const COLLECTED_MS = 2 * HOUR_MS;
const NEXT_TRAINING_MS = 8 * HOUR_MS;

/** A person has a forest judge that sees hardly anything; the candidates of its kind must not follow it. */
export async function seenBadCandidate(cloud: LearningCloud, world: Movement): Promise<SeenPromise> {
  await passUntil(cloud, cloud.nowMs + COLLECTED_MS, world);
  const forest = await promoteForest(cloud, COLLECTED_MS);
  const saidBefore = cloud.said.length;
  const untilMs = cloud.nowMs + NEXT_TRAINING_MS;
  while (trainingsSince(cloud, saidBefore).length === 0 && cloud.nowMs < untilMs) {
    await cloud.pass(HOUR_MS, world);
  }
  const { last } = cloud.said.at(-1)!;
  const { changes } = await cloud.registry.pointer();
  const judged = changes.some(({ model }) => versionOfIdentity(model) === last?.model);
  await rollBackByHand(cloud);
  const isRefused = last?.result === 'refused' && last.model !== undefined && last.model !== forest.version;
  return {
    promise: 'a candidate that sees nothing is refused, and never judges',
    seen: `${last?.result} ${last?.model ?? ''}: ${last?.why}`,
    held: isRefused && !judged,
  };
}

async function rollBackByHand({ registry, nowMs }: LearningCloud): Promise<void> {
  const card = await registry.card(previousOf(await registry.pointer())!.model);
  await registry.move((pointer) => rollBack(pointer, card, { atMs: nowMs, by: 'a person', why: 'it sees nothing' }));
}

/** A person has a version judge whose threshold is far too low. */
export async function seenRollback(cloud: LearningCloud, world: Movement): Promise<SeenPromise> {
  await passUntil(cloud, cloud.nowMs + HOUR_MS, world);
  const good = await judging(cloud);
  const heardBefore = cloud.modelAlerts.length;
  const bad = await promoteLowThreshold(cloud, good);
  const fromMs = cloud.nowMs;
  const current = async () => currentOf(await cloud.registry.pointer())!;
  while ((await current()).model === bad.identity && cloud.nowMs < fromMs + 6 * HOUR_MS) {
    await cloud.pass(HOUR_MS / 6, world);
  }
  await cloud.pass(HOUR_MS / 6, world);
  const { model, kind, by, atMs } = await current();
  const news = cloud.modelAlerts.slice(heardBefore);
  const [told] = news;
  const isTold = news.length === 1 && told.about === 'rolled_back' && told.model === bad.version;
  return {
    promise: 'a bad version that a person promotes is rolled back by itself, and people are told',
    seen:
      `${kind} to ${versionOfIdentity(model)} by ${by} after ${Math.round((atMs - fromMs) / 60_000)} minutes, ` +
      `told ${news.length} times: ${told?.why}`,
    held: kind === 'rolled back' && by === 'trainer' && model === good.identity && isTold,
  };
}
