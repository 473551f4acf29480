import { type NoDataAlert, noDataSource } from '../contracts/alert.ts';
import type { Admission } from './admission.ts';
import { incidentIdOf } from './anomaly.ts';
import type { IncidentItem, PendingAlert } from './incident-item.ts';
import { PendingAlerts } from './pending-alerts.ts';
import { againAlert, SILENCE_SEVERITY, type SilenceTold } from './source-silence.ts';

/** So many sources that are late at once are told one by one; more are one incident. */
export const MOST_ALONE = 5;

/** When no more than this part of them is silent, it is over. */
const OVER_SHARE = 0.1;
/** So long after the last that joined, others are another incident. */
const TOGETHER_MS = 3_600_000;
/** A shard of which nothing was heard for so long is forgotten: nobody delivers its records any more. */
const SHARD_LIFETIME_MS = 8 * 24 * 3_600_000;

/** What is remembered of the silence of many sources at once. */
export interface ManySilent {
  /** By the key of the shard. */
  readonly shards: Readonly<Record<string, ShardSilent>>;
  readonly open?: OpenManySilent;
}

/** How many sources of a shard are silent. */
export interface ShardSilent {
  readonly silent: number;
  /** Of how many that always speak. */
  readonly of: number;
  /** By the clock of the shard: what is not later is known. */
  readonly atMs: number;
}

interface OpenManySilent {
  readonly alert: NoDataAlert;
  /** How many there were at most. */
  readonly most: number;
  /** When the last joined. */
  readonly lastMs: number;
}

/** What is known of a shard now. */
export interface ShardReport extends ShardSilent {
  readonly shard: string;
  /** When the last observation came of the first that is missed. */
  readonly sinceMs: number;
  /** Whether so many fell silent that they are one incident. */
  readonly isMany: boolean;
  /** What one message can name, where the shard has but one source. */
  readonly source?: string;
  readonly usualMs?: number;
}

/** Who counts, and when. */
export interface Counter {
  readonly publisher: PendingAlert['publisher'];
  readonly nowMs: number;
  /** How many sources there are. @default those of the shards of which something was heard */
  readonly of?: number;
  /** Whether nothing comes at all, of any shard. */
  readonly isWholeStream?: boolean;
  /** What the rule says that admits the message. @default nothing */
  readonly admission?: Extract<Admission, { isAdmitted: true }>;
}

/**
 * Counts how many sources are silent, shard by shard, and opens or closes the one incident of them. Reports that are
 * not later than what is known of their shard change nothing: a delivery that comes again.
 *
 * @param reports one or more, at most one of each shard
 */
export function countSilent(before: IncidentItem, reports: readonly ShardReport[], counter: Counter): SilenceTold {
  const { shards: known = {}, open } = before.silences ?? {};
  const news = reports.filter(({ shard, atMs }) => !(atMs <= (known[shard]?.atMs ?? Number.NEGATIVE_INFINITY)));
  const many = news.filter(({ isMany }) => isMany);
  if (news.length === 0) return { decision: 'already_told' };
  // Nobody was told of any: nothing has to be remembered.
  if (many.length === 0 && !open) return { decision: 'untold' };
  const atMs = Math.max(...news.map((one) => one.atMs));
  const kept = Object.entries(known).filter(([, one]) => one.atMs > atMs - SHARD_LIFETIME_MS);
  const heard = news.map(({ shard, silent, of, atMs: shardMs }) => [shard, { silent, of, atMs: shardMs }]);
  const shards: Record<string, ShardSilent> = { ...Object.fromEntries(kept), ...Object.fromEntries(heard) };
  const silent = sum(shards, 'silent');
  const next = (silences: ManySilent, alert?: NoDataAlert) => {
    const pending = new PendingAlerts(before.pending);
    if (alert) pending.add(alert, counter.publisher, counter.nowMs);
    return { ...before, version: before.version + 1, silences, pending: pending.toItem() };
  };
  if (many.length > 0 && !(open && atMs - open.lastMs <= TOGETHER_MS)) {
    const alert = manyAlert(many, { silent, of: counter.of ?? sum(shards, 'of') }, atMs, counter);
    return { decision: 'opened', alert, item: next({ shards, open: { alert, most: silent, lastMs: atMs } }, alert) };
  }
  const most = Math.max(open!.most, silent);
  if (silent > OVER_SHARE * most) {
    const lastMs = many.length > 0 ? atMs : open!.lastMs;
    return { decision: 'joined', item: next({ shards, open: { ...open!, most, lastMs } }) };
  }
  const alert = againAlert(open!.alert, atMs);
  return { decision: 'closed', alert, item: next({ shards }, alert) };
}

function sum(shards: ManySilent['shards'], field: 'silent' | 'of'): number {
  return Object.values(shards).reduce((all, one) => all + one[field], 0);
}

/** @param many reports that made it an incident */
function manyAlert(
  many: readonly ShardReport[],
  { silent, of }: Pick<ShardSilent, 'silent' | 'of'>,
  atMs: number,
  { publisher, nowMs, isWholeStream = false, admission }: Counter,
): NoDataAlert {
  const sinceMs = Math.min(...many.map((one) => one.sinceMs));
  const incidentId = incidentIdOf(`many are silent since ${sinceMs}: ${many.map(({ shard }) => shard).join()}`);
  const [{ source, usualMs }] = many;
  const isOne = many.length === 1 && source !== undefined;
  return {
    version: 1,
    alertId: `${incidentId}-no-data`,
    kind: 'no_data',
    incidentId,
    source: isOne ? source : noDataSource(),
    severity: isOne ? SILENCE_SEVERITY.one : SILENCE_SEVERITY.many,
    since: new Date(sinceMs).toISOString(),
    // Of a shard that stands still its own clock says nothing.
    noticedAt: new Date(publisher === 'sweeper' ? nowMs : atMs).toISOString(),
    ...(usualMs !== undefined && { usualSeconds: Number((usualMs / 1000).toPrecision(3)) }),
    ...(admission?.advice && { advice: admission.advice }),
    ...(admission?.channels && { channels: admission.channels }),
    ...(!isOne && { silent, ...(!isWholeStream && { of }) }),
  };
}
