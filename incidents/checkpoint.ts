/** Where an anomaly is on its shard. */
export interface Place {
  readonly sequenceNumber: string;
  /** Of the observation in its record. */
  readonly index: number;
}

/**
 * What was counted of one shard, as far as it may be delivered again.
 *
 * A verdict may be another one at the next delivery (a new model, a refusal that passed), so it is not enough to
 * remember how far counting came: the places that were counted are remembered one by one, from the first record that
 * may come again.
 */
export interface Checkpoint {
  /**
   * Sequence number of the first record of the last delivery that counted here. What lies before it is finished: Lambda
   * delivers a shard in order, and goes on only behind what was finished or given up.
   */
  readonly from: string;
  /** From there on, by sequence number of the record: one bit for each index that was counted, hexadecimal. */
  readonly counted: Readonly<Record<string, string>>;
  /** When it last moved, by the wall clock. */
  readonly atMs: number;
}

export type Checkpoints = Readonly<Record<string, Checkpoint>>;

/** A record older than the event source mapping's longest maximum age, 7 days, is never delivered again. */
export const CHECKPOINT_LIFETIME_MS = 8 * 24 * 3_600_000;

/** A record holds at most 100,000 observations, 25,000 characters of bits: more than one record always fits. */
const MAX_CHECKPOINT_LENGTH = 40_000;
/** All checkpoints of an item together: what fits 400 KB beside the pending alerts and the incident. */
const MAX_CHECKPOINTS_LENGTH = 80_000;

/** A checkpoint while a delivery is counted. */
export class OpenCheckpoint {
  readonly #from: string;
  readonly #counted: Map<string, Bits>;
  #hasMoved = false;

  /** @param deliveredFrom sequence number of the delivery's first record */
  constructor(stored: Checkpoint | undefined, deliveredFrom: string) {
    this.#from = stored && isBefore(deliveredFrom, stored.from) ? stored.from : deliveredFrom;
    const kept = Object.entries(stored?.counted ?? {}).filter(([record]) => !isBefore(record, this.#from));
    this.#counted = new Map(
      kept.map(([record, digits]) => [record, { value: BigInt(`0x${digits}`), digits: digits.length }]),
    );
  }

  /** Counted, or finished before this delivery began. */
  has({ sequenceNumber, index }: Place): boolean {
    if (isBefore(sequenceNumber, this.#from)) return true;
    const bits = this.#counted.get(sequenceNumber);
    return bits !== undefined && ((bits.value >> BigInt(index)) & 1n) === 1n;
  }

  add({ sequenceNumber, index }: Place): void {
    const { value, digits } = this.#counted.get(sequenceNumber) ?? { value: 0n, digits: 0 };
    const digitsWithIndex = Math.max(digits, Math.floor(index / 4) + 1);
    this.#counted.set(sequenceNumber, { value: value | (1n << BigInt(index)), digits: digitsWithIndex });
    this.#hasMoved = true;
  }

  /** No more of this delivery can be remembered: the next one begins later and needs less. */
  get isFull(): boolean {
    let length = 0;
    for (const [record, { digits }] of this.#counted) length += record.length + digits + '"":"",'.length;
    return length > MAX_CHECKPOINT_LENGTH;
  }

  /** Something was counted. */
  get hasMoved(): boolean {
    return this.#hasMoved;
  }

  toItem(atMs: number): Checkpoint {
    const counted = [...this.#counted].map(([record, { value }]) => [record, value.toString(16)]);
    return { from: this.#from, counted: Object.fromEntries(counted), atMs };
  }
}

/** One bit for each index, and how many hexadecimal digits that are. */
interface Bits {
  readonly value: bigint;
  readonly digits: number;
}

/**
 * Without those that no delivery can need any more, and, beyond what fits an item, without those that have not moved
 * for the longest: a source of many hundred shards at once.
 *
 * @param moved keys that must stay
 */
export function recentCheckpoints(checkpoints: Checkpoints, moved: ReadonlySet<string>, nowMs: number): Checkpoints {
  const newestFirst = Object.entries(checkpoints)
    .filter(([, { atMs }]) => atMs > nowMs - CHECKPOINT_LIFETIME_MS)
    .sort(([a, { atMs: aMs }], [b, { atMs: bMs }]) => Number(moved.has(b)) - Number(moved.has(a)) || bMs - aMs);
  let left = MAX_CHECKPOINTS_LENGTH;
  const kept = newestFirst.filter(([key, checkpoint]) => {
    left -= JSON.stringify(checkpoint).length + key.length;
    return left >= 0 || moved.has(key);
  });
  return Object.fromEntries(kept);
}

/** Sequence numbers have no fixed length: compared as text, 9 comes after 10. */
function isBefore(sequenceNumber: string, other: string): boolean {
  return BigInt(sequenceNumber) < BigInt(other);
}
