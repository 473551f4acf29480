import { type AnomalyLine, LOG_MESSAGES, type VerdictLine } from '../../contracts/log-lines.ts';
import { DONE, type Ledger, SAID_QUARANTINED } from './ledger.ts';
import type { PlannedObservation } from './planned-record.ts';

type Line = (VerdictLine | AnomalyLine) & { readonly message: string };

const WANTED = [LOG_MESSAGES.verdict, LOG_MESSAGES.anomaly, LOG_MESSAGES.quarantined].map(
  (message) => `"message":"${message}"`,
);
const COUNTED: readonly string[] = ['opened', 'worsened', 'joined'] satisfies AnomalyLine['decision'][];

/** Reads what the consumer says it has done, line by line. */
export class VerdictWatch {
  /** Verdicts that are not what the model says of that observation. */
  wrong = 0;
  readonly #ledger: Ledger;
  /** Seen before their record's PutRecords answer. */
  readonly #unchecked: Line[] = [];
  readonly #timesCounted = new Map<string, number>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** @param text one line of a function's log; the last one of a killed process may be cut off */
  read(text: string): void {
    if (!WANTED.some((message) => text.includes(message)) || !text.endsWith('}')) return;
    const line = JSON.parse(text) as Line;
    if (line.message === LOG_MESSAGES.quarantined) {
      this.#ledger.see(line.identity, SAID_QUARANTINED);
      return;
    }
    const planned = this.#ledger.see(line.identity, DONE);
    if (planned) this.#check(line, planned);
    else this.#unchecked.push(line);
    if (!('decision' in line) || !COUNTED.includes(line.decision)) return;
    this.#timesCounted.set(line.identity, (this.#timesCounted.get(line.identity) ?? 0) + 1);
  }

  /** Anomalies that the consumer says it counted more than once. Call it when every record is known. */
  finish(): number {
    for (const line of this.#unchecked) {
      const planned = this.#ledger.planned(line.identity);
      if (planned) this.#check(line, planned);
    }
    return [...this.#timesCounted.values()].filter((times) => times > 1).length;
  }

  #check({ verdict }: Line, planned: PlannedObservation): void {
    const isAnomalous = planned.fate === 'anomalous';
    const isRight = 'score' in planned && planned.score === verdict.score && isAnomalous === verdict.anomalous;
    if (!isRight) this.wrong++;
  }
}
