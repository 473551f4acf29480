import { compareSeverity, type SeverityBands, severityOf, type Verdict } from '../contracts/verdict.ts';
import type { Alarm } from './events.ts';

/** When an alarm is over, and how severe it is. */
export interface AlarmRules {
  /** It is over when its source has shown no anomaly for this long. */
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
}

/** Puts together the anomalies of a file that would be one incident of an installation. */
export class AlarmGroups {
  readonly #rules: AlarmRules;
  readonly #alarms: Alarm[] = [];
  /** By source, its last one in `#alarms`, and the grade that gave it its words. */
  readonly #last = new Map<string, { readonly at: number; readonly grade: number }>();

  constructor(rules: AlarmRules) {
    this.#rules = rules;
  }

  /** In the order of time. Verdicts that nobody would be told of change nothing. */
  add(source: string, timestampMs: number, verdict: Verdict): void {
    if (!isTold(verdict)) return;
    const { grade, explanation } = verdict;
    const severity = severityOf(grade, this.#rules.severityBands);
    const last = this.#last.get(source);
    const open = last && this.#alarms[last.at];
    if (!open || timestampMs > open.toMs + this.#rules.cooldownMs) {
      this.#last.set(source, { at: this.#alarms.length, grade });
      this.#alarms.push({ source, fromMs: timestampMs, toMs: timestampMs, severity, anomalies: 1, explanation });
      return;
    }
    const isWorst = grade > last.grade;
    if (isWorst) this.#last.set(source, { at: last.at, grade });
    this.#alarms[last.at] = {
      ...open,
      toMs: timestampMs,
      anomalies: open.anomalies + 1,
      severity: compareSeverity(severity, open.severity) > 0 ? severity : open.severity,
      explanation: isWorst ? explanation : open.explanation,
    };
  }

  list(): readonly Alarm[] {
    return this.#alarms;
  }
}

/** Nobody hears of what is strange by the past alone of a source of which little is known yet. */
function isTold({ anomalous, lane = 'row', stream }: Verdict): boolean {
  return anomalous && (lane === 'row' || !stream?.learning);
}
