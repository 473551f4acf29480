import { seenBadCandidate, seenRollback } from './bad-versions.ts';
import type { LearningCloud } from './learning-cloud.ts';
import type { Movement } from './machines.ts';
import type { SeenPromise } from './seen-promise.ts';
import { HOUR_MS, seenDrift, seenFirstModel, seenIncident, seenPlanted } from './usual-life.ts';

const DRIFT_MS = 48 * HOUR_MS;
const DRIFTS_BY = 40;

/**
 * Lives through four and a half days with an installation that nobody ever gave a training file.
 *
 * @param onSeen hears each seen as soon as it is known
 */
export async function proveLearning(cloud: LearningCloud, onSeen: (seen: SeenPromise) => void): Promise<SeenPromise[]> {
  const beganMs = cloud.nowMs;
  const driftsFromMs = beganMs + 24 * HOUR_MS;
  /** Loads rise over two days, from the second on, and stay there. */
  const world: Movement = (_, atMs) => {
    return { load: DRIFTS_BY * Math.min(1, Math.max(0, atMs - driftsFromMs) / DRIFT_MS) };
  };
  const promises: SeenPromise[] = [];
  for (const see of [
    seenFirstModel,
    seenPlanted,
    seenBadCandidate,
    seenDrift,
    seenIncident,
    seenRollback,
    seenVersions,
  ]) {
    const seen = await see(cloud, world, { driftsFromMs, driftedMs: driftsFromMs + DRIFT_MS });
    promises.push(seen);
    onSeen(seen);
  }
  return promises;
}

/** Of all that was put, from the beginning to the end. */
async function seenVersions({ registry, verdicts }: LearningCloud): Promise<SeenPromise> {
  const pointer = await registry.pointer();
  const { verdicts: count, missing, wrong, byPast, versions } = verdicts.check(pointer);
  return {
    promise: "each verdict is of the version that the pointer's history names for its arrival",
    seen: `${count.toLocaleString('en')} verdicts of ${versions} versions (none among them): ${wrong} of another one, ${missing} missing; ${byPast} by the past alone of sources that still learn`,
    held: wrong === 0 && missing === 0 && versions > 1,
  };
}
