import { type Unavailable, unlessUnavailable } from '../unavailable.ts';
import { decideEntries } from './decide-entries.ts';
import { type Entry, needsDecision, reasonOf, toQuarantined } from './entry.ts';
import type { Ports } from './ports.ts';
import { type EndpointMemory, scoreEntries } from './score-entries.ts';
import type { BatchSettings } from './settings.ts';

/** The delivery that entries belong to. */
export interface BatchDelivery {
  /** Sequence number of its first record. */
  readonly from: string;
  /** Its first record has held up the shard for long, see `head-record.ts`. */
  readonly isHeld: boolean;
}

export interface Attempt {
  /** How many entries, from the first, are finished: done or in quarantine. */
  readonly finished: number;
  /** Why not all are. */
  readonly unavailable?: Unavailable;
}

/**
 * One attempt at finishing entries of one shard, in order: score, count and quarantine, report. Nothing behind the first entry that cannot be finished
 * is counted. What an attempt found out stays with the entries, so that the next one begins where this one ended.
 */
export async function finishEntries(
  entries: readonly Entry[],
  delivery: BatchDelivery,
  settings: BatchSettings,
  ports: Ports,
  memory: EndpointMemory,
): Promise<Attempt> {
  let unavailable = await unlessUnavailable(scoreEntries(entries, delivery, settings, ports, memory));
  let prefix = prefixWhere(entries, ({ outcome }) => outcome !== undefined);

  const decide = (those: readonly Entry[]) =>
    unlessUnavailable(decideEntries(those.filter(needsDecision), delivery.from, settings, ports));
  const quarantine = (those: readonly Entry[]) =>
    those.length > 0 ? unlessUnavailable(ports.quarantine(those.map(toQuarantined))) : undefined;

  // All that is refused goes in one object, when its turn has come: between what is counted before the first of it and what is counted behind.
  const before = prefixWhere(prefix, (entry) => !reasonOf(entry));
  const uncounted = await decide(before);
  if (uncounted) {
    unavailable = uncounted;
    prefix = prefixWhere(before, isDecided);
  } else {
    const failure = await quarantine(prefix.filter(reasonOf));
    if (failure) prefix = before;
    const uncountedBehind = await decide(prefix);
    prefix = prefixWhere(prefix, isDecided);
    unavailable = failure ?? uncountedBehind ?? unavailable;
  }

  for (const entry of prefix) {
    if (reasonOf(entry)) ports.report.quarantined(toQuarantined(entry));
    else ports.report.done(entry);
  }
  return { finished: prefix.length, unavailable };
}

function isDecided(entry: Entry): boolean {
  return !needsDecision(entry) || entry.decision !== undefined;
}

function prefixWhere(entries: readonly Entry[], holds: (entry: Entry) => boolean): readonly Entry[] {
  const end = entries.findIndex((entry) => !holds(entry));
  return end === -1 ? entries : entries.slice(0, end);
}
