import pLimit from 'p-limit';
import { type CanaryOutcome, canaryPutMs } from '../../contracts/canary.ts';
import { modelAt } from '../../contracts/model-registry.ts';
import type { Canary } from '../../contracts/record-forms/canary-record.ts';
import { malformed } from '../../contracts/result.ts';
import { Unavailable } from '../failures.ts';
import { type Entry, identityOfEntry } from './entry.ts';
import { RESERVE_MS } from './ports.ts';
import { UnscoredEntry } from './score-entries.ts';
import type { StageContext } from './stages.ts';

/** Whoever puts many that are not ours must not hold up the shard by it. */
const AT_ONCE = 16;
/** A canary is asked for once, and waits for no longer than any request of a serverless endpoint may take. */
const LONGEST_MS = 30_000;

/** What came of the vector of a canary. */
interface Judged {
  readonly outcome: CanaryOutcome;
  readonly reason?: string;
}

type CanaryContext = Pick<StageContext, 'ports' | 'pointer' | 'backoff' | 'settings'>;

/**
 * Looks at canaries: has what is ours scored on the way that all goes, reports how long that took and what came of it,
 * and nothing more; refuses what is not ours. One that cannot be scored now was missed: it holds nothing up.
 *
 * @throws Unavailable where the table does not say which are ours
 */
export async function seeCanaries(entries: readonly Entry[], context: CanaryContext): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const byNonce = Map.groupBy(entries, (entry) => canaryOf(entry).nonce);
  await Promise.all([...byNonce].map(([nonce, ofNonce]) => limit(() => see(nonce, ofNonce, context))));
}

function canaryOf({ decoded }: Entry): Canary {
  if (!decoded.ok || !decoded.canary) throw new TypeError('only a canary that could be read is looked at');
  return decoded.canary;
}

/** @param entries with the same nonce: one that comes again says nothing more than the first */
async function see(nonce: string, entries: readonly Entry[], context: CanaryContext): Promise<void> {
  const { canaries, report, now } = context.ports;
  const isOurs = await canaries.has(nonce);
  if (isOurs) {
    const judged = await judgedCanary(entries[0], context);
    report.canary({ identity: identityOfEntry(entries[0]), ...judged, latencyMs: now() - canaryPutMs(nonce) });
    try {
      await canaries.settle(nonce, judged.outcome);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      report.unavailable({ port: error.port, reason: error.message });
    }
  }
  for (const entry of entries) entry.state = isOurs ? { kind: 'seen' } : { kind: 'refused', problem: UNKNOWN };
}

const UNKNOWN = malformed(
  'unknown_canary',
  'weir:canary',
  'no canary of this installation has this nonce: only its canary function may put such records',
).problem;

async function judgedCanary(entry: Entry, { ports, pointer, backoff, settings }: CanaryContext): Promise<Judged> {
  const { model } = canaryOf(entry);
  try {
    const { arrivalMs } = entry.record;
    const judging = modelAt(await pointer.upTo(arrivalMs, backoff.isOpen, ports), arrivalMs)?.model;
    // Another model need not flag what was made for this one.
    if (model === undefined || judging !== model) return { outcome: 'decoded' };
    const untilMs = ports.now() + Math.min(LONGEST_MS, ports.remainingMs() - RESERVE_MS);
    const call = { model, remainingMs: () => untilMs - ports.now(), isRecovering: true, isHeld: false };
    const { rows, unavailable } = await ports.score([new UnscoredEntry(entry, settings.sourceState)], call);
    const [row] = rows;
    if (!row) return missed(unavailable?.message ?? 'it got no answer');
    if ('error' in row) return missed(row.error.message);
    return row.verdict.anomalous ? { outcome: 'flagged' } : missed('it was found usual');
  } catch (error) {
    if (error instanceof Unavailable) return missed(error.message);
    throw error;
  }
}

function missed(reason: string): Judged {
  return { outcome: 'missed', reason };
}
