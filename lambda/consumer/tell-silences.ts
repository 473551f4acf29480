import pLimit from 'p-limit';
import { noDataSource } from '../../contracts/alert.ts';
import type { SilenceLine } from '../../contracts/silence-line.ts';
import type { AdmitNotice } from '../../incidents/admission.ts';
import type { IncidentItem } from '../../incidents/incident-item.ts';
import { countSilent, MOST_ALONE, type ShardReport } from '../../incidents/many-silent.ts';
import { closeSilence, openSilence, SILENCE_SEVERITY, type SilenceTold } from '../../incidents/source-silence.ts';
import type { Late, Silence } from '../../streams/silence-watch.ts';
import { Unavailable } from '../failures.ts';
import { shardKeyOf } from '../source-state/ports.ts';
import { writeSilence } from '../write-silence.ts';
import { AlertPublisher } from './alert-publisher.ts';
import type { Entry } from './entry.ts';
import type { KnownRules } from './known-rules.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';

const SOURCES_AT_ONCE = 16;

/** A silence, and the arrival that showed it. */
type Shown = Silence & { readonly atMs: number };

/** What telling needs beside the entries. */
export interface TellingContext {
  readonly settings: Pick<BatchSettings, 'alerting' | 'sourceState'>;
  readonly ports: Ports;
  readonly rules: Pick<KnownRules, 'admitNotice'>;
  /** Which sources are late, as far as was judged. @param counts whether one that is late counts as that */
  late(counts?: (source: string) => boolean): Late | undefined;
}

/**
 * Tells people of sources that fell silent, and that speak again, as entries have shown it. It is done before these
 * are committed, and changes nothing when they come again. Fails with `Unavailable` where some are left untold.
 */
export async function tellSilences(entries: readonly Entry[], context: TellingContext): Promise<void> {
  const { settings, ports } = context;
  const shown = entries.flatMap(({ silences = [], record }) =>
    silences.map((one): Shown => ({ ...one, atMs: record.arrivalMs })),
  );
  if (shown.length === 0 || !settings.sourceState?.silence) return;
  if (settings.alerting === 'observe') {
    for (const one of shown) ports.report.silence(lineOf(one, { decision: 'observed' }));
    return;
  }
  const telling = await tellingFor(entries[0], shown, context);
  const limit = pLimit(SOURCES_AT_ONCE);
  const bySource = Map.groupBy(shown, (one) => (one.kind === 'shard_spoke' ? undefined : one.source));
  bySource.delete(undefined);
  const results = await Promise.allSettled(
    [...bySource.values()].map((ofSource) => limit(() => tellOfSource(ofSource, telling))),
  );
  const [failure] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failure) throw failure;
  await tellOfMany(shown, telling);
  await telling.publisher.finished();
}

async function tellingFor({ record }: Entry, shown: readonly Shown[], { ports, rules, late }: TellingContext) {
  const admit = await rules.admitNotice(ports);
  const [nowMs, atMs] = [ports.now(), Math.max(...shown.map((one) => one.atMs))];
  let heldLate = 0;
  const admitted = late((source) => admit({ source, severity: SILENCE_SEVERITY.many, atMs }, nowMs).isAdmitted);
  if (admitted) heldLate = late()!.late - admitted.late;
  const shard = shardKeyOf({ ...record, streamCreatedMs: await ports.streamCreationMs(record.streamArn) });
  return { ports, publisher: new AlertPublisher(ports), admit, late: admitted, heldLate, shard };
}

/** What each silence is told by. */
interface Telling {
  readonly ports: Ports;
  readonly publisher: AlertPublisher;
  readonly admit: AdmitNotice;
  readonly late: Late | undefined;
  /** How many of those that are late now the rules hold also as part of many. */
  readonly heldLate: number;
  /** The key of the shard. */
  readonly shard: string;
}

/** @param shown of one source, in order */
async function tellOfSource(shown: readonly Shown[], telling: Telling): Promise<void> {
  const { ports } = telling;
  for (const one of shown) {
    if (one.kind === 'shard_spoke') continue;
    if (isOfMany(one, telling)) {
      ports.report.silence(lineOf(one, { decision: 'joined' }));
      continue;
    }
    const told = await write(noDataSource(one.source), tellingOf(one, telling), telling);
    if (told.decision !== 'untold') ports.report.silence(lineOf(one, told));
  }
}

function tellingOf(one: Exclude<Shown, { kind: 'shard_spoke' }>, { admit, shard }: Telling) {
  if (one.kind === 'spoke') return (before: IncidentItem, nowMs: number) => closeSilence(before, one, nowMs);
  const notice = { source: one.source, severity: SILENCE_SEVERITY.one, atMs: one.atMs };
  return (before: IncidentItem, nowMs: number) =>
    openSilence(before, { ...one, shard, of: one.always }, admit(notice, nowMs), nowMs);
}

/** So many are late at once, of those that the rules admit, that they are told in one message. */
function isOfMany(one: Shown, { admit, heldLate, ports }: Telling): boolean {
  if (one.kind !== 'silent' || one.late - heldLate <= MOST_ALONE) return false;
  return admit({ ...one, severity: SILENCE_SEVERITY.many }, ports.now()).isAdmitted;
}

/** Counts how many are silent on the shard now, for the one incident of many. */
async function tellOfMany(shown: readonly Shown[], telling: Telling): Promise<void> {
  const { ports, late, shard, admit } = telling;
  if (late === undefined) return;
  const many = shown.filter((one) => isOfMany(one, telling));
  const report: ShardReport = {
    shard,
    silent: late.silent,
    of: late.always,
    atMs: Math.max(...shown.map(({ atMs }) => atMs)),
    sinceMs: Math.min(...(many.length > 0 ? many : shown).map(({ sinceMs }) => sinceMs)),
    isMany: many.length > 0,
  };
  const notice = { source: noDataSource(), severity: SILENCE_SEVERITY.many, atMs: report.atMs };
  const tell = (before: IncidentItem, nowMs: number) => {
    // Its sources are admitted, each by its own rule: the one of many says no more than whom to tell, and what to do.
    const said = admit(notice, nowMs);
    const admission = said.isAdmitted ? said : undefined;
    return countSilent(before, [report], { publisher: 'consumer', nowMs, ...(admission && { admission }) });
  };
  const told = await write(noDataSource(), tell, telling);
  if (told.alert)
    ports.report.silence({ since: told.alert.since, decision: told.decision, alertId: told.alert.alertId });
}

async function write(
  name: string,
  tell: (before: IncidentItem, nowMs: number) => SilenceTold,
  { ports, publisher }: Telling,
): Promise<SilenceTold> {
  if (ports.remainingMs() <= RESERVE_MS) throw new Unavailable('incidents', 'no time left to tell of silence');
  const told = await writeSilence(name, tell, ports);
  if (told.alert) publisher.publish(name, [told.alert], ports.now());
  return told;
}

function lineOf(one: Silence, { decision, alert, rule, because }: SilenceTold): SilenceLine {
  return {
    ...(one.kind !== 'shard_spoke' && { source: one.source }),
    since: new Date(one.sinceMs).toISOString(),
    decision,
    ...(alert && { alertId: alert.alertId }),
    ...(rule !== undefined && { rule, because }),
  };
}
