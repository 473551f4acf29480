/** How one shard is read. */
export interface ReadingPace {
  /** Records that the next read asks for at most. */
  readonly limit: number;
  /**
   * How long to wait after a read, milliseconds.
   *
   * @param sizes bytes of each record that it gave
   */
  pauseMs(sizes: readonly number[]): number;
}

const MOST_RECORDS = 10_000;
/** Where nothing comes, everyone reads as seldom. */
const IDLE_PAUSE_MS = 1000;

/** Of the 2 MB and five reads that a shard gives all its readers together in a second. */
const SHARED_BYTES_PER_MS = 1000;
const SHARED_PAUSE_MS = 500;
/** Of records of unknown size. */
const FIRST_RECORDS = 50;

/**
 * At most half of what a shard gives, 1 MB and two reads a second, so that the consumer keeps the rest. No answer is
 * large, either: Kinesis gives 10 MB at once, and then nothing to anybody for five seconds.
 */
export function sharedPace(): ReadingPace {
  let limit = FIRST_RECORDS;
  return {
    get limit() {
      return limit;
    },
    pauseMs(sizes) {
      if (sizes.length === 0) return IDLE_PAUSE_MS;
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      const wanted = Math.floor((SHARED_BYTES_PER_MS * SHARED_PAUSE_MS * sizes.length) / Math.max(1, bytes));
      limit = Math.min(MOST_RECORDS, Math.max(1, wanted));
      return Math.max(SHARED_PAUSE_MS, bytes / SHARED_BYTES_PER_MS);
    },
  };
}

/** As fast as a shard gives: for streams that nobody else reads, or who knows that it may wait. */
export function fastPace(): ReadingPace {
  return { limit: MOST_RECORDS, pauseMs: (sizes) => (sizes.length === 0 ? IDLE_PAUSE_MS : 250) };
}
