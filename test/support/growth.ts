/** How much more work the larger run has. */
const FACTOR = 16;
/** Between 16, which is linear, and 256, which is quadratic: work on much memory takes longer outside a cache. */
export const LINEAR_GROWTH = 120;

/** Below this a run is over before it can be told from the noise. */
const MEASURABLE_MS = 4;
/** A run this long is clear enough. */
const LONG_MS = 1000;
const LEAST_SIZE = 4 * 1024;
const ROUNDS = 3;
const ATTEMPTS = 3;

/**
 * How many times as long work on sixteen times as much takes. Measured at the first size that takes long enough, each
 * time the quickest of some rounds, because whatever disturbs a measurement makes it longer; and where that does not
 * look linear at larger sizes too, because memory grows in steps.
 *
 * @param make what to work on, of about so many bytes
 * @param mostBytes that the larger one may have
 */
export function growth<T>(make: (size: number) => T, work: (made: T) => unknown, mostBytes: number): number {
  const mostSize = mostBytes / FACTOR;
  let size = LEAST_SIZE;
  while (2 * size <= mostSize && quickest(make(size), work) < MEASURABLE_MS) size *= 2;
  let least = Number.POSITIVE_INFINITY;
  for (let longMs = 0; size <= mostSize && longMs < LONG_MS && least > LINEAR_GROWTH / 4; size *= 2) {
    const [less, more] = [make(size), make(FACTOR * size)];
    for (let attempt = 0; attempt < ATTEMPTS && longMs < LONG_MS && least > LINEAR_GROWTH / 4; attempt++) {
      const shortMs = quickest(less, work);
      longMs = quickest(more, work);
      // What is over at once may well take several times as long.
      least = Math.min(least, longMs / Math.max(shortMs, MEASURABLE_MS / 4));
    }
  }
  return least;
}

function quickest<T>(made: T, work: (made: T) => unknown): number {
  let quickestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && !(quickestMs > LONG_MS && round > 0); round++) {
    const startMs = busyMs();
    work(made);
    quickestMs = Math.min(quickestMs, busyMs() - startMs);
  }
  return quickestMs;
}

/** What this thread has worked: a clock would count what others do meanwhile on a busy machine. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
