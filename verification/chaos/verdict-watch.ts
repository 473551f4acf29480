import { type AnomalyLine, LOG_MESSAGES, type QuarantineLine, type VerdictLine } from '../../contracts/log-lines.ts';
import { DONE, FOUND_ANOMALOUS, FOUND_USUAL, type Ledger, recordOf, SAID_QUARANTINED } from './ledger.ts';
import type { PlannedObservation } from './planned-record.ts';
import { CRASHED_FUNCTION } from './quarantine-watch.ts';

type Line = (VerdictLine | AnomalyLine) & { readonly message: string };

type Quarantined = QuarantineLine & { readonly message: string };

const WANTED = [LOG_MESSAGES.verdict, LOG_MESSAGES.anomaly, LOG_MESSAGES.quarantined].map(
  (message) => `"message":"${message}"`,
);
const COUNTED: readonly string[] = ['opened', 'worsened', 'joined'] satisfies AnomalyLine['decision'][];

/** Poison that is put is in quarantine by then: it may hold up its shard no longer. */
const POISON_WITHIN_MS = 30 * 60_000;

/** Reads what the consumer says it has done, line by line. */
export class VerdictWatch {
  /** Verdicts that the version they name does not give, and poisoned records that took very long to be quarantined. */
  wrong = 0;
  readonly #ledger: Ledger;
  readonly #now: () => number;
  /** Seen before their record's PutRecords answer. */
  readonly #unchecked: Line[] = [];
  readonly #timesCounted = new Map<string, number>();

  /** @param now on the ledger's clock, which runs on when the stream's is set ahead */
  constructor(ledger: Ledger, now: () => number) {
    this.#ledger = ledger;
    this.#now = now;
  }

  /** @param text one line of a function's log; the last one of a killed process may be cut off */
  read(text: string): void {
    if (!WANTED.some((message) => text.includes(message)) || !text.endsWith('}')) return;
    const line = JSON.parse(text) as Line | Quarantined;
    if (isQuarantined(line)) this.#readQuarantined(line);
    else this.#readVerdict(line);
  }

  #readVerdict(line: Line): void {
    const found = line.verdict.anomalous ? FOUND_ANOMALOUS : FOUND_USUAL;
    const planned = this.#ledger.see(line.identity, DONE | found);
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

  #readQuarantined({ identity, reason }: Quarantined): void {
    if (reason.code === CRASHED_FUNCTION) this.#ledger.seeRecord(recordOf(identity), SAID_QUARANTINED);
    else this.#ledger.see(identity, SAID_QUARANTINED);
    if (this.#ledger.planned(identity)?.fate === 'poisoned' && this.#isLate(identity)) this.wrong++;
  }

  #isLate(identity: string): boolean {
    return this.#now() - this.#ledger.putMs(identity)! > POISON_WITHIN_MS;
  }

  #check({ verdict }: Line, planned: PlannedObservation): void {
    const right = 'verdicts' in planned ? planned.verdicts.get(verdict.modelVersion) : undefined;
    if (right?.score !== verdict.score || right.anomalous !== verdict.anomalous) this.wrong++;
  }
}

function isQuarantined(line: Line | Quarantined): line is Quarantined {
  return line.message === LOG_MESSAGES.quarantined;
}
