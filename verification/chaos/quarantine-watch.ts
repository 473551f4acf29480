import type { ProblemCode } from '../../contracts/problem-codes.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import { CRASHED, IN_QUARANTINE, type Ledger, recordOf } from './ledger.ts';

/** The consumer's word for a record that ends its process. */
export const CRASHED_FUNCTION: ProblemCode = 'crashed_function';

/** Reads what is in quarantine. */
export class QuarantineWatch {
  /** Records that ended processes and are there otherwise than whole, undecoded and once. */
  wrong = 0;
  /** Good records that are there because processes were ended on them twice in a row. */
  crashed = 0;
  readonly #ledger: Ledger;
  readonly #whole = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** One line of one object. Call it when every record is known. */
  see({ identity, reason, data }: QuarantinedObservation): void {
    const isPoison = this.#ledger.planned(identity)?.fate === 'poisoned';
    const isUndecoded = reason.code === CRASHED_FUNCTION;
    if (isPoison || !isUndecoded) this.#ledger.see(identity, IN_QUARANTINE);
    else this.#ledger.seeRecord(recordOf(identity), CRASHED);
    if (isPoison || isUndecoded) this.#seeWhole(identity, isUndecoded, Buffer.from(data, 'base64'));
    if (isUndecoded && !isPoison) this.crashed++;
  }

  #seeWhole(identity: string, isUndecoded: boolean, data: Buffer): void {
    const isWhole = data.equals(this.#ledger.dataOf(identity) ?? Buffer.of());
    if (!isUndecoded || !isWhole || this.#whole.has(identity)) this.wrong++;
    this.#whole.add(identity);
  }
}
