import { type Alert, type IncidentAlert, isAct, type NoDataAlert, type StormMember } from '../contracts/alert.ts';
import type { HeldBackBecause } from '../contracts/log-lines.ts';
import { compareSeverity, type Severity } from '../contracts/verdict.ts';
import { incidentIdOf } from './anomaly.ts';
import { hasRoom, type ToldAtMs, withMessage } from './message-cap.ts';

/** So long after an opening those of other sources may join it; and so long nothing joins what is over. */
export const STORM_WINDOW_MS = 60_000;
/** So many sources that open within the window, each in its own way, are told one by one. */
const MOST_APART = 5;
/** Of a message about many: the worst of them, by name. */
const MAX_NAMED = 10;
const MAX_WHY_LENGTH = 200;
const MAX_ALIKE = 20;
const MAX_OPENINGS = 50;
/** Whoever died with an alert in hand has been followed by somebody long before. */
const UNDER_WAY_LIFETIME_MS = 24 * 3_600_000;

/**
 * What is remembered of messages to people, of all sources together: how many went out, and what was held back because
 * it belongs together or was too much.
 */
export interface Storm {
  readonly toldAtMs: ToldAtMs;
  /** Of the last minute, the newest last. */
  readonly openings: readonly Opening[];
  /** Alerts whose fate is decided and not known to be carried out, by alert id: who asks again gets the same answer. */
  readonly underWay: Readonly<Record<string, UnderWay>>;
  readonly open?: OpenStorm;
}

interface Opening {
  readonly source: string;
  /** What leads: a feature and its direction. Absent where nothing is known of that. */
  readonly like?: string;
  readonly atMs: number;
}

interface UnderWay {
  readonly fate: AlertFate;
  readonly atMs: number;
}

/** What becomes of an alert: it is told alone, held back into a storm, or has to wait for room. */
export type AlertFate =
  | { readonly is: 'told' | 'waits' }
  | { readonly is: 'held'; readonly stormId: string; readonly because: HeldBackBecause };

/** One incident across sources, or all that was too much at one time. */
export interface OpenStorm {
  readonly stormId: string;
  /** When the first of its sources opened, by the wall clock. */
  readonly openedAtMs: number;
  /** Sources that opened shortly before and were told alone. */
  readonly toldAlone: readonly string[];
  /** Incidents whose opening was held back, and how many of them are over. */
  readonly members: number;
  readonly ended: number;
  /** The worst so far, of one source alone. */
  readonly severity: Severity;
  /** The largest grade of such an incident; absent while none of those held back has one. */
  readonly grade?: number;
  /** How many members have what in common: `temperature above`. */
  readonly alike: Readonly<Record<string, number>>;
  /** Messages about it so far, and when the last one was made. */
  readonly messages: number;
  readonly toldMs?: number;
  readonly lastHeldMs: number;
  readonly news: StormNews;
}

/** What was held back since the message before. */
export interface StormNews {
  readonly sinceMs: number;
  /** All of it, and how much of it is ends of incidents, which no message is made for. */
  readonly heldBack: number;
  readonly ends: number;
  /** Without the ends. */
  readonly severities: Readonly<Partial<Record<Severity, number>>>;
  /** The worst first, each source once. */
  readonly worst: readonly StormMember[];
}

export const NO_STORM: Storm = { toldAtMs: [], openings: [], underWay: {} };

/** What is known when an alert's fate is decided. */
export interface FateContext {
  /** The opening of its incident was held back, too. */
  readonly isMember: boolean;
  readonly messagesPerMinute: number;
  readonly nowMs: number;
}

/**
 * Decides what becomes of an alert, once: asked again while it is under way, the answer is the same, whatever has
 * happened since. Nothing is remembered of one that waits.
 */
export function decideAlert(
  before: Storm,
  alert: Alert,
  context: FateContext,
): { readonly storm: Storm; readonly fate: AlertFate } {
  const { nowMs } = context;
  const known = before.underWay[alert.alertId];
  if (known) return { storm: under(before, alert, known.fate, nowMs), fate: known.fate };
  const openings = before.openings.filter(({ atMs }) => nowMs - atMs < STORM_WINDOW_MS);
  const recent = { ...before, openings };
  const because = reasonToHold(recent, alert, context);
  if (because === 'cap' && isFollowUp(alert)) return { storm: before, fate: { is: 'waits' } };
  const opening =
    alert.kind === 'opened' && !alert.test ? [{ source: alert.source, ...likeOf(alert), atMs: nowMs }] : [];
  const seen = { ...recent, openings: [...openings, ...opening].slice(-MAX_OPENINGS) };
  if (because === undefined) {
    const fate: AlertFate = { is: 'told' };
    return { storm: under({ ...seen, toldAtMs: withMessage(before.toldAtMs, nowMs) }, alert, fate, nowMs), fate };
  }
  const open = joined(before.open ?? newStorm(recent, alert, nowMs), alert as IncidentAlert | NoDataAlert, nowMs);
  const fate: AlertFate = { is: 'held', stormId: open.stormId, because };
  return { storm: under({ ...seen, open }, alert, fate, nowMs), fate };
}

/** Forgets alerts whose fate is carried out, and that are on nobody's list any more. */
export function withoutSettled(storm: Storm, alertIds: ReadonlySet<string>): Storm {
  const left = Object.entries(storm.underWay).filter(([alertId]) => !alertIds.has(alertId));
  return { ...storm, underWay: Object.fromEntries(left) };
}

/** How many sources an open storm is about: its members, and those that were told alone before. */
export function sourcesOf({ members, toldAlone }: Pick<OpenStorm, 'members' | 'toldAlone'>): number {
  return members + toldAlone.length;
}

function under(storm: Storm, { alertId }: Alert, fate: AlertFate, nowMs: number): Storm {
  const young = Object.entries(storm.underWay).filter(([, { atMs }]) => nowMs - atMs < UNDER_WAY_LIFETIME_MS);
  return { ...storm, underWay: { ...Object.fromEntries(young), [alertId]: { fate, atMs: nowMs } } };
}

function reasonToHold(storm: Storm, alert: Alert, context: FateContext): HeldBackBecause | undefined {
  if (isAlwaysTold(alert)) return undefined;
  if (context.isMember && !isAct(alert)) return 'member';
  if (alert.kind === 'opened') {
    const others = storm.openings.filter(({ source }) => source !== alert.source);
    const { like } = likeOf(alert);
    if (like !== undefined && others.some((one) => one.like === like)) return 'alike';
    if (new Set(others.map(({ source }) => source)).size >= MOST_APART) return 'many';
  }
  return hasRoom(storm.toldAtMs, context.messagesPerMinute, context.nowMs) ? undefined : 'cap';
}

/** They are few by nature, and about no source; and who asks for a test alert waits for it. */
function isAlwaysTold(alert: Alert): boolean {
  if (alert.kind === 'no_data' || alert.kind === 'data_again') return alert.silent !== undefined;
  return !isAct(alert) && (!('anomaly' in alert) || alert.test === true);
}

/** Whether the alert opens what another one ends. */
export function isOpening({ kind }: Alert): boolean {
  return kind === 'opened' || kind === 'no_data';
}

/** Whether it says that something is over. */
export function isEnd({ kind }: Alert): boolean {
  return kind === 'closed' || kind === 'data_again';
}

/** Whether it says what became of something: it waits until people were told of that, and for room. */
export function isFollowUp(alert: Alert): boolean {
  return isEnd(alert) || isAct(alert);
}

function likeOf({ anomaly }: IncidentAlert): Pick<Opening, 'like'> {
  const [leading] = anomaly.contributions;
  return leading ? { like: [leading.feature, ...(leading.direction ? [leading.direction] : [])].join(' ') } : {};
}

function newStorm({ openings }: Storm, alert: Alert, nowMs: number): OpenStorm {
  return {
    stormId: incidentIdOf(`storm of ${alert.alertId}`),
    openedAtMs: Math.min(nowMs, ...openings.map(({ atMs }) => atMs)),
    toldAlone: [...new Set(openings.map(({ source }) => source))].slice(-MAX_NAMED),
    members: 0,
    ended: 0,
    severity: alert.severity,
    alike: {},
    messages: 0,
    lastHeldMs: nowMs,
    news: noNews(nowMs),
  };
}

/** Nothing was held back since a message. */
export function noNews(nowMs: number): StormNews {
  return { sinceMs: nowMs, heldBack: 0, ends: 0, severities: {}, worst: [] };
}

function joined(storm: OpenStorm, alert: IncidentAlert | NoDataAlert, nowMs: number): OpenStorm {
  const { news } = storm;
  const { severity } = alert;
  const heldBack = news.heldBack + 1;
  if (isEnd(alert)) {
    return { ...storm, ended: storm.ended + 1, lastHeldMs: nowMs, news: { ...news, heldBack, ends: news.ends + 1 } };
  }
  const isMember = isOpening(alert);
  const like = isMember && 'anomaly' in alert ? likeOf(alert).like : undefined;
  const grade = Math.max(storm.grade ?? 0, ('grade' in alert && alert.grade) || 0);
  const isKnown = like !== undefined && (like in storm.alike || Object.keys(storm.alike).length < MAX_ALIKE);
  return {
    ...storm,
    members: storm.members + (isMember ? 1 : 0),
    severity: compareSeverity(severity, storm.severity) > 0 ? severity : storm.severity,
    ...(grade > 0 && { grade }),
    alike: isKnown ? { ...storm.alike, [like]: (storm.alike[like] ?? 0) + 1 } : storm.alike,
    lastHeldMs: nowMs,
    news: {
      ...news,
      sinceMs: news.heldBack === news.ends ? nowMs : news.sinceMs,
      heldBack,
      severities: { ...news.severities, [severity]: (news.severities[severity] ?? 0) + 1 },
      worst: withMember(news.worst, alert),
    },
  };
}

/** Critical ones first; of the same severity, who came first. */
function withMember(worst: readonly StormMember[], alert: IncidentAlert | NoDataAlert): StormMember[] {
  const { source, incidentId, severity, kind } = alert;
  const why = 'anomaly' in alert ? alert.anomaly.explanation?.slice(0, MAX_WHY_LENGTH).toWellFormed() : undefined;
  const member: StormMember = { source, incidentId, severity, kind, ...(why !== undefined && { why }) };
  const others = worst.filter((one) => one.source !== source);
  return [...others, member].sort((a, b) => compareSeverity(b.severity, a.severity)).slice(0, MAX_NAMED);
}
