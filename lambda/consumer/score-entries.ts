import { OutOfTime } from '../unavailable.ts';
import type { Entry } from './entry.ts';
import type { Patience } from './patience.ts';
import type { Ports } from './ports.ts';
import { type Ask, scoreObservations } from './score-observations.ts';
import type { BatchSettings } from './settings.ts';

/** What must be left of the invocation after a scoring call, for counting, telling, quarantine and logs. */
export const RESERVE_MS = 5000;

/** Gives an outcome to entries that have none yet. Fails with `Unavailable` when some are left without. */
export async function scoreEntries(
  entries: readonly Entry[],
  settings: BatchSettings,
  ports: Ports,
  patience: Patience,
): Promise<void> {
  const waiting = entries.filter(({ outcome }) => outcome === undefined);
  const observations = waiting.map(({ decoded }) => {
    if (!decoded.ok) throw new TypeError('an entry that could not be read has its outcome from the beginning');
    return decoded.observation;
  });
  const limits = {
    maxRequestBytes: settings.maxRequestBytes,
    maxConcurrentRequests: patience.isLost ? 1 : settings.maxConcurrentRequests,
  };
  const { rows, unavailable } = await scoreObservations(observations, asking(settings, ports), limits);
  for (const [i, entry] of waiting.entries()) if (rows[i]) entry.outcome = rows[i];
  if (unavailable) throw unavailable;
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
