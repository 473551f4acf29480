import { type Unavailable, unlessUnavailable } from '../unavailable.ts';
import { decideEntries } from './decide-entries.ts';
import { type Entry, needsDecision, reasonOf, toQuarantined } from './entry.ts';
import type { Ports } from './ports.ts';
import { type EndpointMemory, scoreEntries } from './score-entries.ts';
import type { BatchSettings } from './settings.ts';

export interface Attempt {
  /** How many entries, from the first, are finished: done or in quarantine. */
  readonly finished: number;
  /** Why not all are. */
  readonly unavailable?: Unavailable;
}

/**
 * One attempt at finishing entries of one shard, in order: score, count, quarantine, report. What an attempt found out stays with the entries, so that
 * the next one begins where this one ended.
 */
export async function finishEntries(
  entries: readonly Entry[],
  settings: BatchSettings,
  ports: Ports,
  memory: EndpointMemory,
): Promise<Attempt> {
  let unavailable = await unlessUnavailable(scoreEntries(entries, settings, ports, memory));
  let prefix = prefixWhere(entries, ({ outcome }) => outcome !== undefined);

  unavailable = (await unlessUnavailable(decideEntries(prefix.filter(needsDecision), settings, ports))) ?? unavailable;
  prefix = prefixWhere(prefix, (entry) => !needsDecision(entry) || entry.decision !== undefined);

  const refused = prefix.filter(reasonOf).map(toQuarantined);
  const failure = refused.length > 0 ? await unlessUnavailable(ports.quarantine(refused)) : undefined;
  if (failure) prefix = prefixWhere(prefix, (entry) => !reasonOf(entry));
  else for (const observation of refused) ports.report.quarantined(observation);

  for (const entry of prefix) if (!reasonOf(entry)) ports.report.done(entry);
  return { finished: prefix.length, unavailable: failure ?? unavailable };
}

function prefixWhere(entries: readonly Entry[], holds: (entry: Entry) => boolean): readonly Entry[] {
  const end = entries.findIndex((entry) => !holds(entry));
  return end === -1 ? entries : entries.slice(0, end);
}
