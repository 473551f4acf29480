import type { Verdict } from '../../contracts/verdict.ts';
import { type Unavailable, unlessUnavailable } from '../failures.ts';
import type { Backoff } from './backoff.ts';
import { decideEntries } from './decide-entries.ts';
import { type Entry, identityOfEntry, isFinished, isTestAlert, type State, toQuarantined } from './entry.ts';
import { problemOfGaps } from './gaps.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { SourcesWatch } from './watch-sources.ts';

/** What the stages need beside the entries. */
export interface StageContext {
  /** Sequence number of the delivery's first record. */
  readonly deliveredFrom: string;
  /** That record has held up the shard for long, see `head-record.ts`. */
  readonly isHeld: boolean;
  readonly settings: BatchSettings;
  readonly sources: Pick<SourcesWatch, 'isUnrepeated'>;
  readonly ports: Ports;
  readonly backoff: Backoff;
}

/**
 * Moves entries of one shard towards their end, as far as it gets, and says what was unavailable. What an entry has
 * come to stays with it, so that the next attempt begins where this one ended. A throw is a bug of ours.
 */
export type Stage = (entries: readonly Entry[], context: StageContext) => Promise<Unavailable | undefined>;

/**
 * In this order, so that nothing behind the first entry that cannot be finished is counted: all that is refused goes in
 * one object when its turn has come, between what is counted before the first of it and what is counted behind.
 */
export const STAGES: readonly Stage[] = [score, decide, quarantine, decide];

/** Nothing is left to do for these. */
const FINISHED = ['done', 'quarantined', 'learned'] as const;

async function score(
  entries: readonly Entry[],
  { isHeld, settings, ports, backoff }: StageContext,
): Promise<Unavailable | undefined> {
  const waiting = entries.filter(({ state }) => state.kind === 'waiting');
  if (waiting.length === 0) return undefined;
  const unscored = waiting.map((entry) => {
    if (!entry.decoded.ok) throw new TypeError('an entry that could not be read is refused from the beginning');
    return { identity: identityOfEntry(entry), features: entry.decoded.observation.features };
  });
  const remainingMs = () => ports.remainingMs() - RESERVE_MS;
  const call = { remainingMs, isRecovering: backoff.isOpen, isHeld };
  const { rows, unavailable, failuresOfRest } = await ports.score(unscored, call);
  for (const [i, row] of rows.entries()) {
    const entry = waiting[i];
    if (row && 'error' in row) entry.state = { kind: 'refused', problem: row.error };
    else if (row) entry.state = stateOf(entry, row.verdict, settings);
  }
  // It is not unavailable: what is left waits only for its own failures.
  if (failuresOfRest !== undefined) backoff.succeeded(Math.max(1, failuresOfRest) - 1);
  return unavailable;
}

/** A usual one is done with its verdict. */
function stateOf(entry: Entry, verdict: Verdict, { unknownFeatures }: BatchSettings): State {
  const problem = entry.decoded.ok && problemOfGaps(entry.decoded.observation, verdict, unknownFeatures);
  if (problem) return { kind: 'refused', problem };
  return { kind: verdict.anomalous || isTestAlert(entry) ? 'judged' : 'done', verdict };
}

function decide(entries: readonly Entry[], context: StageContext): Promise<Unavailable | undefined> {
  const reached = prefixOf(entries, ...FINISHED, 'judged');
  return unlessUnavailable(decideEntries(reached.filter(isOf('judged')), context));
}

async function quarantine(entries: readonly Entry[], { ports }: StageContext): Promise<Unavailable | undefined> {
  const finished = prefixOf(entries, ...FINISHED);
  const next = entries[finished.length];
  if (next?.state.kind !== 'refused') return undefined;
  const refused = prefixOf(entries, ...FINISHED, 'judged', 'refused').filter(isOf('refused'));
  const failure = await unlessUnavailable(ports.quarantine(refused.map(toQuarantined)));
  if (failure) return failure;
  for (const entry of refused) {
    if (entry.state.kind === 'refused') entry.state = { kind: 'quarantined', problem: entry.state.problem };
  }
  return undefined;
}

/** How many entries, from the first, are finished. */
export function countFinished(entries: readonly Entry[]): number {
  const end = entries.findIndex((entry) => !isFinished(entry));
  return end === -1 ? entries.length : end;
}

function isOf(kind: State['kind']) {
  return ({ state }: Entry) => state.kind === kind;
}

function prefixOf(entries: readonly Entry[], ...kinds: State['kind'][]): readonly Entry[] {
  const end = entries.findIndex(({ state }) => !kinds.includes(state.kind));
  return end === -1 ? entries : entries.slice(0, end);
}
