import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { ShadowFinding, ShadowLine } from '../../contracts/shadow-line.ts';
import type { LabelledIncident } from '../incidents/labelled-incidents.ts';
import { readLog } from '../installation/read-log.ts';

/** How many observations only the one found, only the other, and both. */
export type FoundCounts = Readonly<Record<ShadowFinding['by'], number>>;

/** Of incidents of which persons said the same: how many there are, and in how many each version found something. */
export interface LabelledFound {
  readonly incidents: number;
  readonly current: number;
  readonly shadow: number;
}

/** What one version found beside the other in some time. */
export interface ShadowReport {
  readonly current: string;
  readonly shadow: string;
  /** Whom both judged; those of a batch that came twice count twice. */
  readonly observations: number;
  /** Whom the shadow could not judge, and why the last of them. */
  readonly failed: { readonly observations: number; readonly reason?: string };
  readonly found: FoundCounts;
  /** Found beyond those that the log has one by one. */
  readonly more: number;
  /** By day and source, the days in order, and of each the sources with most first. */
  readonly days: readonly { readonly day: string; readonly source: string; readonly found: FoundCounts }[];
  /** Of incidents that persons confirmed, and that they called false alarms, as far as either found anything. */
  readonly confirmed: LabelledFound;
  readonly falseAlarms: LabelledFound;
  /** Whom they do not agree on, the strangest first. */
  readonly disagreements: readonly ShadowFinding[];
}

/** Reads what shadows said since then, in the order of time. */
export async function* shadowLines(
  client: CloudWatchLogsClient,
  logGroupName: string,
  fromMs: number,
): AsyncGenerator<ShadowLine> {
  const lines = await Array.fromAsync(readLog(client, { logGroupName, messages: [LOG_MESSAGES.shadow], fromMs }));
  // A log group has a stream for each process, and each only its own order.
  for (const line of lines.sort((a, b) => a.loggedAtMs - b.loggedAtMs)) {
    if (line.message === LOG_MESSAGES.shadow) yield line;
  }
}

/**
 * Sums up what a shadow said beside the model that judges.
 *
 * @param lines in the order of time; only those of the last pair of versions count
 * @param labels what persons said of incidents
 * @returns undefined where there is none
 */
export function summariseShadow(
  lines: readonly ShadowLine[],
  labels: readonly LabelledIncident[],
): ShadowReport | undefined {
  const last = lines.at(-1);
  if (!last) return undefined;
  const { current, shadow } = last;
  const ofPair = lines.filter((line) => line.current === current && line.shadow === shadow);
  // A batch that came again says the same of the same observations.
  const findings = [...new Map(ofPair.flatMap(({ found }) => found).map((each) => [each.identity, each])).values()];
  const reason = ofPair.findLast(({ failed }) => failed)?.failed?.reason;
  return {
    current,
    shadow,
    observations: sum(ofPair, ({ observations }) => observations),
    failed: { observations: sum(ofPair, ({ failed }) => failed?.observations ?? 0), ...(reason && { reason }) },
    found: countFound(findings),
    more: sum(ofPair, ({ more = 0 }) => more),
    days: byDay(findings),
    confirmed: foundIn(labels, 'true', findings),
    falseAlarms: foundIn(labels, 'false-alarm', findings),
    disagreements: findings.filter(({ by }) => by !== 'both').sort((a, b) => strangeness(b) - strangeness(a)),
  };
}

function foundIn(
  labels: readonly LabelledIncident[],
  is: LabelledIncident['is'],
  findings: readonly ShadowFinding[],
): LabelledFound {
  const bySource = Map.groupBy(findings, ({ source }) => source);
  const counts = { incidents: 0, current: 0, shadow: 0 };
  for (const { source, openedAtMs, lastAtMs } of labels.filter((label) => label.is === is)) {
    const within = (bySource.get(source) ?? []).filter(({ observedAt }) => {
      return openedAtMs <= Date.parse(observedAt) && Date.parse(observedAt) <= lastAtMs;
    });
    if (within.length > 0) counts.incidents++;
    if (within.some(({ by }) => by !== 'shadow')) counts.current++;
    if (within.some(({ by }) => by !== 'current')) counts.shadow++;
  }
  return counts;
}

function byDay(findings: readonly ShadowFinding[]): ShadowReport['days'] {
  const groups = Map.groupBy(findings, ({ observedAt, source }) => `${observedAt.slice(0, 10)} ${source}`);
  return [...groups]
    .map(([key, group]) => ({ day: key.slice(0, 10), source: key.slice(11), found: countFound(group) }))
    .sort((a, b) => a.day.localeCompare(b.day) || total(b.found) - total(a.found));
}

function countFound(findings: readonly ShadowFinding[]): FoundCounts {
  const found = { current: 0, shadow: 0, both: 0 };
  for (const { by } of findings) found[by]++;
  return found;
}

function total({ current, shadow, both }: FoundCounts): number {
  return current + shadow + both;
}

function strangeness({ grades: { current, shadow } }: ShadowFinding): number {
  return Math.max(current, shadow);
}

function sum(lines: readonly ShadowLine[], of: (line: ShadowLine) => number): number {
  return lines.reduce((all, line) => all + of(line), 0);
}
