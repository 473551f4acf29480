import type { ProblemCode } from '../../contracts/problem-codes.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import { IN_QUARANTINE, type Ledger } from './ledger.ts';

/** The consumer's word for a record that ends its process. */
const CRASHED: ProblemCode = 'crashed_function';

/** Reads what is in quarantine. */
export class QuarantineWatch {
  /** Poisoned records that are there otherwise than whole, undecoded and once. */
  wrong = 0;
  readonly #ledger: Ledger;
  readonly #poison = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** One line of one object. Call it when every record is known. */
  see({ identity, reason, data }: QuarantinedObservation): void {
    const planned = this.#ledger.see(identity, IN_QUARANTINE);
    if (planned?.fate !== 'poisoned') return;
    const isWhole = Buffer.from(data, 'base64').equals(planned.data);
    if (reason.code !== CRASHED || !isWhole || this.#poison.has(identity)) this.wrong++;
    this.#poison.add(identity);
  }
}
