import pLimit from 'p-limit';
import { noDataSource } from '../../contracts/alert.ts';
import type { SilenceLine } from '../../contracts/log-lines.ts';
import type { IncidentItem } from '../../incidents/incident-item.ts';
import { countSilent, MOST_ALONE, type ShardReport } from '../../incidents/many-silent.ts';
import { closeSilence, openSilence, type SilenceTold } from '../../incidents/source-silence.ts';
import type { Late, Silence } from '../../streams/silence-watch.ts';
import { Unavailable } from '../failures.ts';
import { shardKeyOf } from '../source-state/ports.ts';
import { writeSilence } from '../write-silence.ts';
import { AlertPublisher } from './alert-publisher.ts';
import type { Entry } from './entry.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';

const SOURCES_AT_ONCE = 16;

/** A silence, and the arrival that showed it. */
type Shown = Silence & { readonly atMs: number };

/** What telling needs beside the entries. */
export interface TellingContext {
  readonly settings: Pick<BatchSettings, 'alerting' | 'sourceState'>;
  readonly ports: Ports;
  /** Which sources are late, as far as was judged. */
  late(): Late | undefined;
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
  const publisher = new AlertPublisher(ports);
  const limit = pLimit(SOURCES_AT_ONCE);
  const bySource = Map.groupBy(shown, (one) => (one.kind === 'shard_spoke' ? undefined : one.source));
  bySource.delete(undefined);
  const results = await Promise.allSettled(
    [...bySource.values()].map((ofSource) => limit(() => tellOfSource(ofSource, ports, publisher))),
  );
  const [failure] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failure) throw failure;
  await tellOfMany(entries[0], shown, context, publisher);
  await publisher.finished();
}

/** @param shown of one source, in order */
async function tellOfSource(shown: readonly Shown[], ports: Ports, publisher: AlertPublisher): Promise<void> {
  for (const one of shown) {
    if (one.kind === 'shard_spoke') continue;
    if (isOfMany(one)) {
      ports.report.silence(lineOf(one, { decision: 'joined' }));
      continue;
    }
    const tell = (before: IncidentItem, nowMs: number): SilenceTold =>
      one.kind === 'silent' ? openSilence(before, one, nowMs) : closeSilence(before, one, nowMs);
    const told = await write(noDataSource(one.source), tell, ports, publisher);
    if (told.decision !== 'untold') ports.report.silence(lineOf(one, told));
  }
}

/** So many are late at once that they are told in one message. */
function isOfMany(one: Silence): boolean {
  return one.kind === 'silent' && one.late > MOST_ALONE;
}

/** Counts how many are silent on the shard now, for the one incident of many. */
async function tellOfMany(
  { record }: Entry,
  shown: readonly Shown[],
  { ports, late }: TellingContext,
  publisher: AlertPublisher,
): Promise<void> {
  const now = late();
  if (now === undefined) return;
  const many = shown.filter(isOfMany);
  const shard = shardKeyOf({ ...record, streamCreatedMs: await ports.streamCreationMs(record.streamArn) });
  const report: ShardReport = {
    shard,
    silent: now.silent,
    of: now.always,
    atMs: Math.max(...shown.map(({ atMs }) => atMs)),
    sinceMs: Math.min(...(many.length > 0 ? many : shown).map(({ sinceMs }) => sinceMs)),
    isMany: many.length > 0,
  };
  const tell = (before: IncidentItem, nowMs: number) => countSilent(before, [report], { publisher: 'consumer', nowMs });
  const told = await write(noDataSource(), tell, ports, publisher);
  if (told.alert)
    ports.report.silence({ since: told.alert.since, decision: told.decision, alertId: told.alert.alertId });
}

async function write(
  name: string,
  tell: (before: IncidentItem, nowMs: number) => SilenceTold,
  ports: Ports,
  publisher: AlertPublisher,
): Promise<SilenceTold> {
  if (ports.remainingMs() <= RESERVE_MS) throw new Unavailable('incidents', 'no time left to tell of silence');
  const told = await writeSilence(name, tell, ports);
  if (told.alert) publisher.publish(name, [told.alert], ports.now());
  return told;
}

function lineOf(one: Silence, { decision, alert }: Pick<SilenceTold, 'decision' | 'alert'>): SilenceLine {
  return {
    ...(one.kind !== 'shard_spoke' && { source: one.source }),
    since: new Date(one.sinceMs).toISOString(),
    decision,
    ...(alert && { alertId: alert.alertId }),
  };
}
