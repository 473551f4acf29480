import { type StormAlert, stormSource } from '../contracts/alert.ts';
import { compareSeverity, type Severity, type SeverityBands, severityOf } from '../contracts/verdict.ts';
import type { IncidentItem } from './incident-item.ts';
import { PendingAlerts } from './pending-alerts.ts';
import { gradeAcross } from './severity.ts';
import { noNews, type OpenStorm, STORM_WINDOW_MS, type Storm, sourcesOf } from './storm.ts';

/** Between two messages about a storm: the sweeper comes once a minute, and may be early. */
const BETWEEN_MS = 50_000;
/** When nothing was heard of a storm for so long, it is over although the end of some incident is missing. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** When the sweeper must look at a storm next, milliseconds since the epoch; undefined when nothing is open. */
export function stormDueMs({ open }: Storm): number | undefined {
  if (!open) return undefined;
  if (hasNews(open)) return Math.max(open.news.sinceMs, (open.toldMs ?? Number.NEGATIVE_INFINITY) + BETWEEN_MS);
  return open.lastHeldMs + (haveAllEnded(open) ? STORM_WINDOW_MS : FORGOTTEN_MS);
}

/** How severe one incident across sources is. */
function severityAcross(open: OpenStorm, bands: SeverityBands): Severity {
  if (open.members === 0 || open.grade === undefined) return open.severity;
  const across = severityOf(gradeAcross(open.grade, sourcesOf(open)), bands);
  return compareSeverity(across, open.severity) > 0 ? across : open.severity;
}

/**
 * What a minute does for what was held back: puts all of it into one message, or, when all of it is over, into one that
 * says so. What is about messages that were held back alone, and about no incident, ends without a word.
 *
 * @param before to be written in any case, its version one higher
 * @param bands by which it is as severe as many sources at once are
 * @returns the item to write in its place, and, once it is written, what to publish
 */
export function tellStorm(
  before: IncidentItem,
  nowMs: number,
  bands: SeverityBands,
): { readonly item: IncidentItem; readonly alert?: StormAlert } {
  const { storm } = before;
  if (!storm?.open || stormDueMs(storm)! > nowMs) return { item: before };
  const { open, ...rest } = storm;
  if (hasNews(open)) {
    const told = { ...open, messages: open.messages + 1, toldMs: nowMs, news: noNews(nowMs) };
    return withAlert({ ...before, storm: { ...rest, open: told } }, stormAlert(open, 'storm', nowMs, bands), nowMs);
  }
  const isOver = { ...before, storm: rest };
  return open.members === 0 ? { item: isOver } : withAlert(isOver, stormAlert(open, 'storm_over', nowMs, bands), nowMs);
}

function hasNews({ news }: OpenStorm): boolean {
  return news.heldBack > news.ends;
}

function haveAllEnded({ members, ended }: OpenStorm): boolean {
  return ended >= members;
}

function withAlert(item: IncidentItem, alert: StormAlert, nowMs: number) {
  const pending = new PendingAlerts(item.pending);
  pending.add(alert, 'sweeper', nowMs);
  return { item: { ...item, pending: pending.toItem() }, alert };
}

function stormAlert(open: OpenStorm, kind: StormAlert['kind'], nowMs: number, bands: SeverityBands): StormAlert {
  const { stormId, news } = open;
  const alike = Object.entries(open.alike).sort(([, a], [, b]) => b - a);
  return {
    version: 1,
    alertId: kind === 'storm' ? `${stormId}-storm-${open.messages + 1}` : `${stormId}-storm-over`,
    kind,
    incidentId: stormId,
    source: stormSource(),
    severity: severityAcross(open, bands),
    openedAt: new Date(open.openedAtMs).toISOString(),
    noticedAt: new Date(nowMs).toISOString(),
    sources: sourcesOf(open),
    toldAlone: open.toldAlone,
    members: open.members,
    ended: open.ended,
    alike: Object.fromEntries(alike.slice(0, 5)),
    heldBack: news.heldBack,
    since: new Date(news.sinceMs).toISOString(),
    severities: news.severities,
    worst: news.worst,
  };
}
