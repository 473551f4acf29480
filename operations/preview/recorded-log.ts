import { type AnomalyLine, LOG_MESSAGES, type LoggedVerdict, type VerdictLine } from '../../contracts/log-lines.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import type { RecordedVerdict } from '../../incidents/replay.ts';
import type { LoggedLine } from '../installation/read-log.ts';

/** What a consumer's log says of verdicts. */
export interface RecordedLog {
  /** In the order in which they were logged, each once. */
  readonly verdicts: readonly RecordedVerdict[];
  /** Usual observations of which the log has only the number, and when about they were. */
  readonly usual: readonly { readonly observations: number; readonly atMs: number }[];
  /** Of each incident that anomalies were counted in: whose it is, and from when to when they were. */
  readonly incidents: ReadonlyMap<string, LoggedIncident>;
  /** Whether usual observations are there one by one, which they are with `logVerdicts: all`. */
  readonly hasUsual: boolean;
  /** Whether values are there, which they are not with `logFeatures: false`. */
  readonly hasValues: boolean;
}

/** When an incident was, as far as the log has it, milliseconds since the epoch by the observations' clock. */
export interface LoggedIncident {
  readonly source: string;
  readonly openedAtMs: number;
  readonly lastAtMs: number;
}

/** The lines that are needed. */
export const RECORDED_MESSAGES = [LOG_MESSAGES.anomaly, LOG_MESSAGES.verdict, LOG_MESSAGES.batch] as const;

/** The rule that holds what seems to be of sources that never come again, where one is named. */
const UNREPEATED = 'unrepeated_source';

/** Reads verdicts out of log lines. Test alerts are none, and what was delivered again counts once. */
export function recordedLog(lines: readonly LoggedLine[]): RecordedLog {
  const verdicts = new Map<string, LoggedVerdictLine>();
  const batches = new Map<string, { observations: number; atMs: number }>();
  let hasUsual = false;
  for (const line of lines.toSorted((a, b) => a.loggedAtMs - b.loggedAtMs)) {
    if (line.message === LOG_MESSAGES.batch) {
      const { shardId, first, done, anomalous, loggedAtMs } = line;
      batches.set(`${shardId}:${first}`, { observations: Math.max(0, done - anomalous), atMs: loggedAtMs });
    } else if (line.message === LOG_MESSAGES.verdict || line.message === LOG_MESSAGES.anomaly) {
      if (line.message === LOG_MESSAGES.verdict) hasUsual = true;
      if ('decision' in line && line.decision === 'test') continue;
      if (!verdicts.has(line.identity)) verdicts.set(line.identity, line);
    }
  }
  const all = [...verdicts.values()];
  const intervals = usualIntervals(all);
  return {
    verdicts: all.map((line) => recorded(line, intervals.get(line.source))),
    usual: hasUsual ? [] : [...batches.values()],
    incidents: loggedIncidents(all),
    hasUsual,
    hasValues: all.every(({ features }) => features !== undefined),
  };
}

type LoggedVerdictLine = (VerdictLine | AnomalyLine) & { readonly loggedAtMs: number };

function recorded(line: LoggedVerdictLine, usualIntervalMs: number | undefined): RecordedVerdict {
  const { identity, source, id, observedAt, labels, features = {}, verdict, loggedAtMs } = line;
  const [index, sequenceNumber, ...shard] = identity.split(':').reverse();
  const timestampMs = Date.parse(observedAt);
  return {
    place: { shardId: shard.reverse().join(':'), sequenceNumber, index: Number(index) },
    observation: { source, timestampMs, features, ...(id !== undefined && { id }), ...(labels && { labels }) },
    arrivalMs: loggedAtMs,
    verdict: verdictOf(verdict),
    usualIntervalMs,
    isUnrepeated: isUnrepeated(line),
  };
}

function loggedIncidents(lines: readonly LoggedVerdictLine[]): ReadonlyMap<string, LoggedIncident> {
  const incidents = new Map<string, LoggedIncident>();
  for (const line of lines) {
    if (!('incidentId' in line) || line.incidentId === undefined) continue;
    const atMs = Date.parse(line.observedAt);
    const { openedAtMs = atMs, lastAtMs = atMs } = incidents.get(line.incidentId) ?? {};
    incidents.set(line.incidentId, {
      source: line.source,
      openedAtMs: Math.min(openedAtMs, atMs),
      lastAtMs: Math.max(lastAtMs, atMs),
    });
  }
  return incidents;
}

/** What was observed and expected is not known where values are kept out of the log. */
function verdictOf({ contributions, ...verdict }: LoggedVerdict): Verdict {
  if (!contributions) return verdict;
  return { ...verdict, contributions: contributions.map((one) => ({ observed: Number.NaN, ...one })) };
}

function isUnrepeated(line: LoggedVerdictLine): boolean {
  return 'decision' in line && line.decision === 'held' && (line.rule ?? UNREPEATED) === UNREPEATED;
}

/** Between two observations of each source, on average: each verdict says how many are known. */
function usualIntervals(lines: readonly LoggedVerdictLine[]): ReadonlyMap<string, number> {
  const intervals = new Map<string, number>();
  for (const [source, ofSource] of Map.groupBy(lines, (line) => line.source)) {
    const known = ofSource
      .map(({ observedAt, verdict }) => ({ atMs: Date.parse(observedAt), observations: verdict.stream?.observations }))
      .filter((each) => each.observations !== undefined);
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last) continue;
    const interval = (last.atMs - first.atMs) / (last.observations! - first.observations!);
    if (interval > 0 && Number.isFinite(interval)) intervals.set(source, interval);
  }
  return intervals;
}
