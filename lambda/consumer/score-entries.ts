import type { Observation } from '../../contracts/observation.ts';
import type { Problem } from '../../contracts/result.ts';
import { OutOfTime, Unavailable } from '../unavailable.ts';
import { type Entry, identityOfEntry } from './entry.ts';
import type { Evidence } from './evidence.ts';
import type { BatchDelivery } from './finish-entries.ts';
import { type Ask, FAILURES_TO_CONDEMN } from './isolate-failures.ts';
import type { Patience } from './patience.ts';
import type { Ports } from './ports.ts';
import { type Scoring, scoreObservations } from './score-observations.ts';
import type { BatchSettings } from './settings.ts';

/** What must be left of the invocation after a scoring call, for counting, telling, quarantine and logs. */
export const RESERVE_MS = 5000;
/** Of a call while the search is for what holds up the shard: halving down to one of thousands takes a dozen calls that fail. */
const HELD_TIMEOUT_MS = 5000;

/** What a process remembers of the endpoint. */
export interface EndpointMemory {
  readonly patience: Patience;
  readonly evidence: Evidence;
}

/** Gives an outcome to entries that have none yet. Fails with `Unavailable` when some are left without. */
export async function scoreEntries(
  entries: readonly Entry[],
  { isHeld }: Pick<BatchDelivery, 'isHeld'>,
  settings: BatchSettings,
  ports: Ports,
  { patience, evidence }: EndpointMemory,
): Promise<void> {
  const waiting = entries.filter(({ outcome }) => outcome === undefined);
  if (waiting.length === 0) return;
  const isSuspect = (entry: Entry) => evidence.isSuspect(identityOfEntry(entry));
  const suspects = waiting.filter(isSuspect);
  const asked = [...suspects, ...waiting.filter((entry) => !isSuspect(entry))];
  const limits = {
    maxRequestBytes: settings.maxRequestBytes,
    maxConcurrentRequests: patience.isLost ? 1 : settings.maxConcurrentRequests,
  };
  // Where the endpoint answers others at once, a long wait for one tells nothing more.
  const timeoutMs = isHeld ? Math.min(settings.scoringTimeoutMs, HELD_TIMEOUT_MS) : settings.scoringTimeoutMs;
  const ask = asking(timeoutMs, ports);
  const scoring = await scoreObservations(asked.map(readableObservation), suspects.length, ask, limits, {
    evidence,
    isHeld,
  });
  const left = applyScoring(asked, scoring, evidence);
  // The endpoint is not away: what is left waits only for its own failures.
  if (scoring.isProven) patience.regain(Math.max(1, ...left.map(({ failures }) => failures)) - 1);
  if (scoring.unavailable) throw scoring.unavailable;
  if (left.length > 0) throw new Unavailable('scoring', reasonToWait(left));
}

/** A suspect that is not condemned yet. */
interface LeftSuspect {
  readonly entry: Entry;
  readonly failures: number;
  readonly problem: Problem;
}

/** Hands outcomes to the entries. */
function applyScoring(asked: readonly Entry[], scoring: Scoring, evidence: Evidence): LeftSuspect[] {
  for (const [i, entry] of asked.entries()) {
    if (!scoring.rows[i]) continue;
    entry.outcome = scoring.rows[i];
    evidence.clear(identityOfEntry(entry));
  }
  const left: LeftSuspect[] = [];
  for (const { at, problem } of scoring.suspects) {
    const entry = asked[at]!;
    const failures = evidence.fail(identityOfEntry(entry));
    if (failures < FAILURES_TO_CONDEMN) left.push({ entry, failures, problem });
    else entry.outcome = { error: problem };
  }
  return left;
}

function reasonToWait([first, ...others]: readonly LeftSuspect[]): string {
  const { entry, failures, problem } = first!;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `others are accepted, but ${identityOfEntry(entry)}${more} failed, ${failures} in a row: ${problem.message}`;
}

function readableObservation({ decoded }: Entry): Observation {
  if (!decoded.ok) throw new TypeError('an entry that could not be read has its outcome from the beginning');
  return decoded.observation;
}

function asking(maxTimeoutMs: number, { invoke, now, remainingMs, report }: Ports): Ask {
  return async (body) => {
    const timeoutMs = Math.min(maxTimeoutMs, remainingMs() - RESERVE_MS);
    if (timeoutMs <= 0) throw new OutOfTime('scoring', 'the invocation has no time left for another call');
    const startedMs = now();
    try {
      return await invoke(body, timeoutMs);
    } finally {
      report.scored(now() - startedMs);
    }
  };
}
