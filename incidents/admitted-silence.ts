import type { Admission } from './admission.ts';
import { askAgainMs, type HeldSilence } from './held-silence.ts';
import type { IncidentItem } from './incident-item.ts';
import type { ManySilent, ShardReport } from './many-silent.ts';
import { noDataAlert, type SilenceTold, withSilence } from './source-silence.ts';

/**
 * Carries out what the rules say now of a silence that they held: it is held on, or told now, because it lasts.
 *
 * @param before as it stands when that is written: the source may speak again
 * @param isOfMany whether it is told as one of many
 */
export function askedAgain(
  before: IncidentItem,
  asked: HeldSilence,
  admission: Admission,
  nowMs: number,
  isOfMany = false,
): SilenceTold {
  const { silence } = before;
  if (silence?.held?.sinceMs !== asked.sinceMs) return { decision: 'untold' };
  const { held, ...rest } = silence;
  if (!admission.isAdmitted) {
    const { rule, because } = admission;
    const next = { ...held, rule, askMs: askAgainMs(admission, nowMs) };
    return { decision: 'held', rule, because, item: withSilence(before, { ...rest, held: next }) };
  }
  const told = { ...rest, toldUpToMs: held.sinceMs };
  if (isOfMany) return { decision: 'joined', item: withSilence(before, told) };
  const alert = noDataAlert({ ...held, atMs: nowMs }, admission);
  const item = withSilence(before, { ...told, open: alert }, { alert, publisher: 'sweeper', nowMs });
  return { decision: 'opened', alert, item };
}

/** What is to be counted of many that the rules hold no longer: as news of their shards, before all that comes. */
export function reportsOfAdmitted(admitted: readonly HeldSilence[], known: ManySilent['shards'] = {}): ShardReport[] {
  return [...Map.groupBy(admitted, ({ shard }) => shard)].map(([shard, ofShard]) => {
    const noticed = ofShard.map(({ noticedMs }) => noticedMs);
    return {
      shard,
      silent: ofShard.length + (known[shard]?.silent ?? 0),
      of: Math.max(...ofShard.map(({ of }) => of)),
      atMs: Math.max(...noticed, known[shard]?.atMs ?? 0) + 1,
      sinceMs: Math.min(...ofShard.map(({ sinceMs }) => sinceMs)),
      isMany: true,
    };
  });
}
