import type { Observation } from '../../contracts/observation.ts';
import type { Problem } from '../../contracts/result.ts';
import { OutOfTime, Unavailable } from '../unavailable.ts';
import type { Entry } from './entry.ts';
import type { Patience } from './patience.ts';
import type { Ports } from './ports.ts';
import { type Ask, scoreObservations } from './score-observations.ts';
import type { BatchSettings } from './settings.ts';

/** What must be left of the invocation after a scoring call, for counting, telling, quarantine and logs. */
export const RESERVE_MS = 5000;

/** Wrong answers to an observation alone, each after a longer wait, until it is to blame and not the endpoint. */
const WRONG_ANSWERS = 4;

/** Gives an outcome to entries that have none yet. Fails with `Unavailable` when some are left without. */
export async function scoreEntries(
  entries: readonly Entry[],
  settings: BatchSettings,
  ports: Ports,
  patience: Patience,
): Promise<void> {
  const waiting = entries.filter(({ outcome }) => outcome === undefined);
  if (waiting.length === 0) return;
  const witness = waiting.find(({ suspicion }) => suspicion)?.suspicion?.witness;
  const observations = [...waiting.map(readableObservation), ...(witness ? [witness] : [])];
  const limits = {
    maxRequestBytes: settings.maxRequestBytes,
    maxConcurrentRequests: patience.isLost ? 1 : settings.maxConcurrentRequests,
  };
  const scoring = await scoreObservations(observations, asking(settings, ports), limits);
  for (const [i, entry] of waiting.entries()) if (scoring.rows[i]) entry.outcome = scoring.rows[i];
  for (const { at, problem } of scoring.suspects) {
    if (waiting[at]) suspect(waiting[at], scoring.witness!, problem);
  }
  // Whatever is wrong, the endpoint is not away.
  if (scoring.witness) patience.regain();
  if (scoring.unavailable) throw scoring.unavailable;
  const left = waiting.findIndex(({ outcome }) => outcome === undefined);
  if (left !== -1) throw new Unavailable('scoring', scoring.suspects.find(({ at }) => at === left)!.problem.message);
}

function suspect(entry: Entry, witness: Observation, problem: Problem): void {
  const wrongAnswers = (entry.suspicion?.wrongAnswers ?? 0) + 1;
  entry.suspicion = { wrongAnswers, witness };
  if (wrongAnswers >= WRONG_ANSWERS) entry.outcome = { error: { ...problem, code: 'unanswerable' } };
}

function readableObservation({ decoded }: Entry): Observation {
  if (!decoded.ok) throw new TypeError('an entry that could not be read has its outcome from the beginning');
  return decoded.observation;
}

function asking({ scoringTimeoutMs }: BatchSettings, { invoke, now, remainingMs, report }: Ports): Ask {
  return async (body) => {
    const timeoutMs = Math.min(scoringTimeoutMs, remainingMs() - RESERVE_MS);
    if (timeoutMs <= 0) throw new OutOfTime('scoring', 'the invocation has no time left for another call');
    const startedMs = now();
    try {
      return await invoke(body, timeoutMs);
    } finally {
      report.scored(now() - startedMs);
    }
  };
}
