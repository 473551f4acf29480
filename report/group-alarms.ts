import { type SeverityBands, severityOf, type Verdict } from '../contracts/verdict.ts';
import { type Story, takeAnomaly } from '../incidents/take-anomaly.ts';
import type { Alarm } from './events.ts';

/** When an alarm begins and is over, and how severe it is: as incidents, `docs/incidents.md`. */
export interface AlarmRules {
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
  /** Points that open an incident. @default 1: every anomaly does */
  readonly openingEvidence?: number;
}

/** An anomalous row, as far as alarms go by it. */
export interface AlarmingRow {
  readonly source: string;
  readonly timestampMs: number;
  readonly verdict: Verdict;
  /** Of its source; undefined where it is unknown. */
  readonly usualIntervalMs?: number | undefined;
}

/** Puts together the anomalies of a file that would be one incident of an installation, by the very rules of it. */
export class AlarmGroups {
  readonly #rules: AlarmRules;
  readonly #alarms: Alarm[] = [];
  /** By source, what is known of it, its last alarm in `#alarms`, and the grade that gave it its words. */
  readonly #sources = new Map<string, { story: Story; at: number; grade: number }>();

  constructor(rules: AlarmRules) {
    this.#rules = rules;
  }

  /** In the order of time. Verdicts that nobody would be told of change nothing. */
  add(row: AlarmingRow): void {
    const { source, verdict } = row;
    if (!isTold(verdict)) return;
    const known = this.#sources.get(source) ?? { story: { evidence: [] }, at: -1, grade: 0 };
    this.#sources.set(source, known);
    const step = takeAnomaly(known.story, anomalyOf(row), this.#takingOf(row));
    known.story = step;
    if (!step.incident) return;
    const isNew = step.decision === 'opened';
    if (isNew) known.at = this.#alarms.length;
    const isWorst = isNew || verdict.grade > known.grade;
    if (isWorst) known.grade = verdict.grade;
    const { openedAtMs: fromMs, lastAnomalyAtMs: toMs, severity, anomalies } = step.incident;
    const explanation = isWorst ? verdict.explanation : this.#alarms[known.at].explanation;
    this.#alarms[known.at] = { source, fromMs, toMs, severity, anomalies, explanation };
  }

  list(): readonly Alarm[] {
    return this.#alarms;
  }

  #takingOf({ verdict, timestampMs: nowMs }: AlarmingRow) {
    const { cooldownMs, severityBands, openingEvidence: needed = 1 } = this.#rules;
    const severity = severityOf(verdict.grade, severityBands);
    return { severity, admission: { isAdmitted: true } as const, cooldownMs, severityBands, needed, nowMs };
  }
}

function anomalyOf({ source, timestampMs, verdict, usualIntervalMs }: AlarmingRow) {
  const place = { shardId: 'file', partitionKey: source, sequenceNumber: '0', index: 0, arrivalMs: timestampMs };
  return { ...place, observation: { source, timestampMs, features: {} }, verdict, usualIntervalMs };
}

/** Nobody hears of what is strange by the past alone of a source of which little is known yet. */
function isTold({ anomalous, lane = 'row', stream }: Verdict): boolean {
  return anomalous && (lane === 'row' || !stream?.learning);
}
