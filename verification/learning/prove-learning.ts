import { seenBadCandidate, seenRollback } from './bad-versions.ts';
import type { Installation } from './installation.ts';
import type { Movement } from './machines.ts';
import type { Statement } from './statement.ts';
import { HOUR_MS, seenDrift, seenFirstModel, seenIncident, seenPlanted } from './usual-life.ts';

const DRIFT_MS = 48 * HOUR_MS;
const DRIFTS_BY = 40;

/**
 * Lives through four and a half days with an installation that nobody ever gave a training file.
 *
 * @param onStatement hears each statement as soon as it is known
 */
export async function proveLearning(
  installation: Installation,
  onStatement: (statement: Statement) => void,
): Promise<Statement[]> {
  const beganMs = installation.nowMs;
  const driftsFromMs = beganMs + 24 * HOUR_MS;
  /** Loads rise over two days, from the second on, and stay there. */
  const world: Movement = (_, atMs) => {
    return { load: DRIFTS_BY * Math.min(1, Math.max(0, atMs - driftsFromMs) / DRIFT_MS) };
  };
  const statements: Statement[] = [];
  for (const see of [
    seenFirstModel,
    seenPlanted,
    seenBadCandidate,
    seenDrift,
    seenIncident,
    seenRollback,
    seenVersions,
  ]) {
    const statement = await see(installation, world, { driftsFromMs, driftedMs: driftsFromMs + DRIFT_MS });
    statements.push(statement);
    onStatement(statement);
  }
  return statements;
}

/** Of all that was put, from the beginning to the end. */
async function seenVersions({ registry, verdicts }: Installation): Promise<Statement> {
  const pointer = await registry.pointer();
  const { verdicts: count, missing, wrong, versions } = verdicts.check(pointer);
  return {
    promise: "each verdict is of the version that the pointer's history names for its arrival",
    seen: `${count.toLocaleString('en')} verdicts of ${versions} versions (none among them): ${wrong} of another one, ${missing} missing`,
    held: wrong === 0 && missing === 0 && versions > 1,
  };
}
