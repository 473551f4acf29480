import { type AnomalyLine, LOG_MESSAGES, type QuarantineLine, type VerdictLine } from '../../contracts/log-lines.ts';
import { plannedVerdict } from './expected-verdicts.ts';
import { DONE, FOUND_ANOMALOUS, FOUND_USUAL, type Ledger, recordOf, SAID_QUARANTINED } from './ledger.ts';
import type { PlannedVerdict } from './planned-record.ts';
import { CRASHED_FUNCTION } from './quarantine-watch.ts';

type Line = (VerdictLine | AnomalyLine) & { readonly message: string };

/** What is kept of a line until all that stood before its observation is known. */
interface SaidVerdict {
  readonly identity: string;
  readonly modelVersion: string;
  readonly said: PlannedVerdict;
}

type Quarantined = QuarantineLine & { readonly message: string };

const WANTED = [LOG_MESSAGES.verdict, LOG_MESSAGES.anomaly, LOG_MESSAGES.quarantined].map(
  (message) => `"message":"${message}"`,
);
const COUNTED: readonly string[] = [
  'opened',
  'worsened',
  'changed',
  'resumed',
  'joined',
  'evidence',
] satisfies AnomalyLine['decision'][];

/** Poison that is put is in quarantine by then: it may hold up its shard no longer. */
const POISON_WITHIN_MS = 30 * 60_000;

const MOST_EXAMPLES = 10;

/** Reads what the consumer says it has done, line by line. */
export class VerdictWatch {
  /** Verdicts that the version they name does not give, and poisoned records that took very long to be quarantined. */
  wrong = 0;
  /** Some of the wrong ones: what was said, and what would have been right. */
  readonly examples: string[] = [];
  readonly #ledger: Ledger;
  readonly #now: () => number;
  readonly #said: SaidVerdict[] = [];
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
    const { identity, verdict } = line;
    const said = plannedVerdict(verdict);
    const isCounted = said.anomalous && !said.isLearning;
    this.#ledger.see(identity, DONE | (isCounted ? FOUND_ANOMALOUS : FOUND_USUAL));
    this.#said.push({ identity, modelVersion: verdict.modelVersion, said });
    if (!('decision' in line) || !COUNTED.includes(line.decision)) return;
    this.#timesCounted.set(line.identity, (this.#timesCounted.get(line.identity) ?? 0) + 1);
  }

  /** Anomalies that the consumer says it counted more than once. Call it when it is known what should be. */
  finish(): number {
    for (const { identity, modelVersion, said } of this.#said.splice(0)) {
      const planned = this.#ledger.planned(identity);
      const right = planned && 'verdicts' in planned ? planned.verdicts.get(modelVersion) : undefined;
      if (!planned || isSame(said, right)) continue;
      this.wrong++;
      const known = 'verdicts' in planned ? [...planned.verdicts] : planned.fate;
      if (this.examples.length < MOST_EXAMPLES) {
        this.examples.push(`${identity} ${modelVersion} ${JSON.stringify(said)}, not ${JSON.stringify(known)}`);
      }
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
}

function isSame(said: PlannedVerdict, right: PlannedVerdict | undefined): boolean {
  return right?.score === said.score && right.anomalous === said.anomalous && right.past === said.past;
}

function isQuarantined(line: Line | Quarantined): line is Quarantined {
  return line.message === LOG_MESSAGES.quarantined;
}
