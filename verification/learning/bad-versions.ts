import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { currentOf, previousOf, rollBack } from '../../registry/move-pointer.ts';
import { promoteForest, promoteLowThreshold } from './by-a-person.ts';
import type { Installation } from './installation.ts';
import type { Movement } from './machines.ts';
import type { Statement } from './statement.ts';
import { HOUR_MS, judging, passUntil, trainingsSince } from './usual-life.ts';

/** How long a person's choice was collected, and how long until another training is due at the latest. */
const COLLECTED_MS = 2 * HOUR_MS;
const NEXT_TRAINING_MS = 8 * HOUR_MS;

/** A person has a forest judge that sees hardly anything; the candidates of its kind must not follow it. */
export async function seenBadCandidate(installation: Installation, world: Movement): Promise<Statement> {
  await passUntil(installation, installation.nowMs + COLLECTED_MS, world);
  const forest = await promoteForest(installation, COLLECTED_MS);
  const saidBefore = installation.said.length;
  const untilMs = installation.nowMs + NEXT_TRAINING_MS;
  while (trainingsSince(installation, saidBefore).length === 0 && installation.nowMs < untilMs) {
    await installation.pass(HOUR_MS, world);
  }
  const { last } = installation.said.at(-1)!;
  const { changes } = await installation.registry.pointer();
  const judged = changes.some(({ model }) => versionOfIdentity(model) === last?.model);
  await rollBackByHand(installation);
  const isRefused = last?.result === 'refused' && last.model !== undefined && last.model !== forest.version;
  return {
    promise: 'a candidate that sees nothing is refused, and never judges',
    seen: `${last?.result} ${last?.model ?? ''}: ${last?.why}`,
    held: isRefused && !judged,
  };
}

async function rollBackByHand({ registry, nowMs }: Installation): Promise<void> {
  const card = await registry.card(previousOf(await registry.pointer())!.model);
  await registry.move((pointer) => rollBack(pointer, card, { atMs: nowMs, by: 'a person', why: 'it sees nothing' }));
}

/** A person has a version judge whose threshold is far too low. */
export async function seenRollback(installation: Installation, world: Movement): Promise<Statement> {
  await passUntil(installation, installation.nowMs + HOUR_MS, world);
  const good = await judging(installation);
  const heardBefore = installation.modelAlerts.length;
  const bad = await promoteLowThreshold(installation, good);
  const fromMs = installation.nowMs;
  const current = async () => currentOf(await installation.registry.pointer())!;
  while ((await current()).model === bad.identity && installation.nowMs < fromMs + 6 * HOUR_MS) {
    await installation.pass(HOUR_MS / 6, world);
  }
  await installation.pass(HOUR_MS / 6, world);
  const { model, kind, by, atMs } = await current();
  const news = installation.modelAlerts.slice(heardBefore);
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
