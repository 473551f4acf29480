import { type Unavailable, unlessUnavailable } from '../failures.ts';
import type { Backoff } from './backoff.ts';
import { type Entry, FINISHED, isFinished, type State, toQuarantined } from './entry.ts';
import type { KnownPointer } from './known-pointer.ts';
import type { KnownRules } from './known-rules.ts';
import type { Ports } from './ports.ts';
import { scoreEntries } from './score-entries.ts';
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
  readonly pointer: KnownPointer;
  readonly rules: KnownRules;
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
export const STAGES: readonly Stage[] = [scoreEntries, lookAtCanaries, decide, quarantine, decide];

/** There are few, and a cold start should read no more than it needs. */
async function lookAtCanaries(entries: readonly Entry[], context: StageContext): Promise<Unavailable | undefined> {
  const canaries = entries.filter(isOf('canary'));
  if (canaries.length === 0) return undefined;
  const { seeCanaries } = await import('./see-canaries.ts');
  return unlessUnavailable(seeCanaries(canaries, context));
}

async function decide(entries: readonly Entry[], context: StageContext): Promise<Unavailable | undefined> {
  const judged = prefixOf(entries, ...FINISHED, 'judged').filter(isOf('judged'));
  if (judged.length === 0) return undefined;
  // Most batches have nothing strange: a cold start should read no more than they need.
  const { decideEntries } = await import('./decide-entries.ts');
  return unlessUnavailable(decideEntries(judged, context));
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
