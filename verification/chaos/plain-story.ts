import { type Severity, severityOf } from '../../contracts/verdict.ts';
import type { IncidentItem, OpenIncident } from '../../incidents/incident-item.ts';

/** An anomaly that counts, as far as incidents go by it. */
export interface PlainAnomaly {
  /** By the observation's clock, cut at its arrival. */
  readonly atMs: number;
  readonly grade: number;
  /** `temperature above` and how far from what was expected, each that matters, the leading one first. */
  readonly characters: readonly { readonly name: string; readonly distance?: number }[];
  /** What is usual between two observations of its source; undefined where that is unknown. */
  readonly intervalMs?: number | undefined;
}

/** What an item says of a source's story, without what the wall clock and the alert have to do with it. */
export interface PlainState {
  readonly incident?: PlainIncident;
  readonly evidence: NonNullable<IncidentItem['evidence']>;
}

type PlainIncident = Omit<OpenIncident, 'incidentId' | 'lastCountedAtMs' | 'lastAnomaly' | 'told'> & {
  readonly told: Omit<OpenIncident['told'], 'wallMs'>;
};

/** The rules of `docs/incidents.md` that people set. */
export interface PlainRules {
  readonly cooldownMs: number;
  readonly openingEvidence: number;
  readonly severityBands: { readonly medium: number; readonly high: number; readonly critical: number };
}

/** What an item says, to be compared. */
export function plainState(item: Pick<IncidentItem, 'incident' | 'evidence'> | undefined): PlainState {
  const { incident, evidence = [] } = item ?? {};
  if (!incident) return { evidence };
  const { incidentId: _, lastCountedAtMs: __, lastAnomaly: ___, told, ...rest } = incident;
  const { wallMs: ____, ...heard } = told;
  return { incident: { ...rest, told: heard }, evidence };
}

/**
 * Tells the story on, anomaly by anomaly, as docs/incidents.md has it: written once more, plainly and with nothing of
 * `incidents/`, for the books to be held against.
 *
 * @returns the state after, and what people must hear: `opened`, `closed`, `worsened-high`, `changed-2`, ...
 */
export function tellOn(before: PlainState, anomalies: readonly PlainAnomaly[], rules: PlainRules) {
  let state = before;
  const told: string[] = [];
  for (const one of anomalies) {
    const step = tellOne(state, one, rules);
    state = step.state;
    told.push(...step.told);
  }
  return { state, told };
}

interface Told {
  readonly state: PlainState;
  readonly told: string[];
}

function tellOne({ incident, evidence }: PlainState, one: PlainAnomaly, rules: PlainRules): Told {
  const intervalMs = one.intervalMs ?? incident?.usualIntervalMs ?? 0;
  const silenceMs = Math.max(rules.cooldownMs, Math.min(7 * 86_400_000, 3.5 * intervalMs));
  if (incident && one.atMs - incident.lastAnomalyAtMs <= silenceMs) {
    return tellOfOpen(incident, evidence, one, silenceMs, rules);
  }
  const closed = incident ? ['closed'] : [];
  const all = withEvidence(incident ? [] : evidence, one, rules);
  if (sumOf(all) < rules.openingEvidence) return { state: { evidence: all }, told: closed };
  const times = all.map(({ atMs }) => atMs);
  const opened = {
    openedAtMs: Math.min(...times),
    lastAnomalyAtMs: Math.max(...times),
    anomalies: all.length,
    grade: Math.max(...all.map(({ grade }) => grade)),
    features: Math.max(1, one.characters.length),
    ...(one.intervalMs !== undefined && { usualIntervalMs: one.intervalMs }),
    told: { messages: 1, atMs: one.atMs, ...heard([], {}, one) },
  };
  const state = { incident: { ...opened, severity: severityNow(opened, rules) }, evidence: [] };
  return { state, told: [...closed, 'opened'] };
}

function tellOfOpen(
  open: PlainIncident,
  evidence: PlainState['evidence'],
  one: PlainAnomaly,
  silenceMs: number,
  rules: PlainRules,
): Told {
  const all = withEvidence(evidence, one, rules);
  const { change: before, isPaused: wasPaused, ...rest } = open;
  const counted = {
    ...rest,
    anomalies: open.anomalies + 1,
    lastAnomalyAtMs: Math.max(open.lastAnomalyAtMs, one.atMs),
    grade: Math.max(open.grade, one.grade),
    features: Math.max(open.features, one.characters.length),
    ...(one.intervalMs !== undefined && { usualIntervalMs: one.intervalMs }),
  };
  const rank = ['low', 'medium', 'high', 'critical'];
  const now = severityNow(counted, rules);
  const worse = rank.indexOf(now) > rank.indexOf(open.severity);
  const incident = { ...counted, severity: worse ? now : open.severity };
  const [leading] = one.characters;
  const { characters: known, distances = {} } = open.told;
  const further = one.characters.find(({ name, distance = 0 }) => name in distances && distance > 3 * distances[name]!);
  const news = leading && !known.includes(leading.name) ? leading.name : further?.name;
  const change = news === undefined ? undefined : { to: news, times: before?.to === news ? before.times + 1 : 1 };
  const kept = leading === undefined ? before : change;
  const isPaused = wasPaused || one.atMs - open.lastAnomalyAtMs > silenceMs / 2;
  const isProven = sumOf(all) >= rules.openingEvidence;
  const isLongAgo = one.atMs - open.told.atMs >= open.told.atMs - open.openedAtMs;
  const number = open.told.messages + 1;
  const says = worse
    ? `worsened-${now}`
    : kept && kept.times >= 3
      ? `changed-${number}`
      : isPaused && isProven && isLongAgo
        ? `resumed-${number}`
        : undefined;
  if (says !== undefined) {
    const told = { messages: number, atMs: one.atMs, ...heard(known, distances, one) };
    return { state: { incident: { ...incident, told }, evidence: [] }, told: [says] };
  }
  if (isPaused && isProven) return { state: { incident, evidence: [] }, told: [] };
  const marks = { ...(kept && { change: kept }), ...(isPaused && { isPaused }) };
  return { state: { incident: { ...incident, ...marks }, evidence: isPaused ? all : [] }, told: [] };
}

/** What people have heard of with this one. */
function heard(known: readonly string[], distances: Readonly<Record<string, number>>, { characters }: PlainAnomaly) {
  const names = [...new Set([...characters.map(({ name }) => name), ...known])];
  const far = names.map((name) => {
    const now = characters.find((one) => one.name === name)?.distance ?? 0;
    return [name, Math.max(now, distances[name] ?? 0)] as const;
  });
  const some = far.filter(([, distance]) => distance > 0);
  return { characters: names, ...(some.length > 0 && { distances: Object.fromEntries(some) }) };
}

function withEvidence(before: PlainState['evidence'], one: PlainAnomaly, rules: PlainRules): PlainState['evidence'] {
  const { openingEvidence: needed, severityBands } = rules;
  const { atMs, grade, intervalMs } = one;
  const severity = severityOf(grade, severityBands);
  const isSeldom = 10 * (intervalMs ?? 0) > 86_400_000;
  const points = isSeldom ? needed : Math.min(needed, { low: 1, medium: 2, high: needed, critical: needed }[severity]);
  const windowMs = intervalMs === undefined ? rules.cooldownMs : Math.max(10_000, 10 * intervalMs);
  const all = [...before, { atMs, grade, points }];
  const latestMs = Math.max(...all.map((each) => each.atMs));
  return all.filter((each) => each.atMs >= latestMs - windowMs);
}

function sumOf(evidence: PlainState['evidence']): number {
  return evidence.reduce((sum, { points }) => sum + points, 0);
}

type Measured = Pick<PlainIncident, 'openedAtMs' | 'lastAnomalyAtMs' | 'anomalies' | 'grade' | 'features'>;

function severityNow(incident: Measured, rules: PlainRules): Severity {
  const minutes = Math.min(
    incident.anomalies,
    1 + Math.floor((incident.lastAnomalyAtMs - incident.openedAtMs) / 60_000),
  );
  const decades = Math.log10(Math.max(1, minutes) * incident.features) / 4;
  // The grade of d decades is d / (d + 1/2), so one more decade is worth the less the higher it is.
  const more = 2 * decades * (1 - incident.grade);
  return severityOf((incident.grade + more) / (1 + more), rules.severityBands);
}
