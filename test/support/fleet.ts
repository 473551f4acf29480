import { seededRandom } from '../../kernels/random.ts';

/** One observation of a fleet. */
export interface Heard {
  readonly source: string;
  readonly arrivalMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

type Gap = (random: () => number, atMs: number) => number;

/** How a kind of source speaks: milliseconds from one observation to the next. */
const KINDS: Readonly<Record<string, Gap>> = {
  clockwork: () => 5 * MINUTE_MS,
  jittery: (random) => 5 * MINUTE_MS * (0.9 + 0.2 * random()),
  /** A tenth of the readings is lost on the way. */
  lossy: (random) => 4 * MINUTE_MS * (1 + Math.floor(Math.log(1 - random()) / Math.log(0.1))),
  /** A box that sends what it has kept, some readings at once. */
  bursts: (random) => (random() < 0.8 ? 0 : 20 * MINUTE_MS * (0.95 + 0.1 * random())),
  /** Customers in a shop that never closes. */
  random: (random) => -5 * MINUTE_MS * Math.log(1 - random()),
  /** Busy for a while, then idle for a while. */
  busyAndIdle: (random) => (random() < 0.9 ? 30_000 * random() : -40 * MINUTE_MS * Math.log(1 - random())),
  /** From ten in the evening to six it does not speak. */
  nightly: (_random, atMs) => (atMs % DAY_MS > 22 * 60 * MINUTE_MS ? 8 * 60 * MINUTE_MS : 5 * MINUTE_MS),
  /** Comes and goes: pauses of any length. */
  comesAndGoes: (random) => MINUTE_MS * (1 - random()) ** (-1 / 1.3),
  /** Rebooted at any time, about twice a week, for ten minutes. */
  rebooted: (random) => (random() < 1 / 1000 ? 10 * MINUTE_MS : 5 * MINUTE_MS),
};

export const KIND_NAMES = Object.keys(KINDS);

/**
 * What a fleet of sources of all kinds says, in order: `clockwork-0`, `jittery-1` and so on.
 *
 * @param deaths when a source speaks for the last time, by its name
 */
export function* fleet(
  sources: number,
  {
    startMs,
    days,
    seed,
    deaths,
  }: { startMs: number; days: number; seed: number; deaths: Readonly<Record<string, number>> },
): Generator<Heard> {
  const random = seededRandom(seed);
  const endMs = startMs + days * DAY_MS;
  const minutes: Heard[][] = [];
  const put = (heard: Heard) => {
    const minute = Math.floor((heard.arrivalMs - startMs) / MINUTE_MS);
    minutes[minute] ??= [];
    minutes[minute].push(heard);
  };
  for (let i = 0; i < sources; i++) {
    const kind = KIND_NAMES[i % KIND_NAMES.length];
    put({ source: `${kind}-${i}`, arrivalMs: startMs + Math.floor(random() * 20 * MINUTE_MS) });
  }
  for (let minute = 0; minute < minutes.length; minute++) {
    let now = (minutes[minute] ?? []).sort(byArrival);
    while (now.length > 0) {
      minutes[minute] = [];
      for (const heard of now) {
        yield heard;
        const { source, arrivalMs } = heard;
        const next = arrivalMs + Math.floor(KINDS[source.slice(0, source.indexOf('-'))](random, arrivalMs));
        if (next < Math.min(endMs, deaths[source] ?? endMs)) put({ source, arrivalMs: next });
      }
      // What follows within the minute comes with its end: the clock of a shard does not go back.
      now = minutes[minute].sort(byArrival);
    }
    delete minutes[minute];
  }
}

function byArrival(a: Heard, b: Heard): number {
  return a.arrivalMs - b.arrivalMs;
}
