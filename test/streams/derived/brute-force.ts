import { type Derivation, derivedFrom, derivedName, windowMs } from '../../../contracts/derive.ts';
import { log2 } from '../../../kernels/log2.ts';

/** What a source did, once. */
export interface Done {
  readonly timeMs: number;
  readonly features: Readonly<Record<string, number | null>>;
  readonly labels?: Readonly<Record<string, string>>;
}

const YEAR_ZERO_MS = Date.parse('0000-01-01T00:00:00Z');

/** Derived features of the last of all that a source did, from the whole of it: nothing is kept in between. */
export function bruteForce(derive: readonly Derivation[], history: readonly Done[]): Record<string, number | null> {
  return Object.fromEntries(
    derive.flatMap((one) => {
      // Not made of what the source did, but of what its past says.
      if (one === 'residuals' || (one !== 'velocity' && 'residual' in one)) return [];
      const value = derivedValue(one, history);
      return [[derivedName(one), Number.isFinite(value) ? value : null]];
    }),
  );
}

function derivedValue(one: Exclude<Derivation, 'residuals' | { residual: string }>, history: readonly Done[]): number {
  const last = history.at(-1)!;
  if (one === 'velocity') return velocity(history);
  if ('since' in one)
    return history.length < 2 ? Number.NaN : Math.max(0, last.timeMs - latest(history.slice(0, -1))) / 1000;
  if ('rare' in one) {
    const all = history.flatMap(({ labels }) => labels?.[one.rare] || []);
    const category = last.labels?.[one.rare];
    return category ? log2(all.length / all.filter((each) => each === category).length) : Number.NaN;
  }
  if ('count' in one) return inWindow(history, one.count).length;
  const name = derivedFrom(one)!;
  const valued = inWindow(history, one.window).filter(({ features }) => typeof features[name] === 'number');
  const sum = sumByStep(valued, name, one.window);
  if ('sum' in one) return sum;
  const mean = sum / valued.length;
  return 'mean' in one ? mean : (last.features[name] ?? Number.NaN) / mean;
}

/** Of the step of the latest time and the 59 steps before it. */
function inWindow(history: readonly Done[], window: string): Done[] {
  const newest = stepAt(latest(history), window);
  return history.filter(({ timeMs }) => stepAt(timeMs, window) > newest - 60);
}

function sumByStep(all: readonly Done[], name: string, window: string): number {
  const steps = Map.groupBy(all, ({ timeMs }) => stepAt(timeMs, window));
  const sums = [...steps]
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each.reduce((sum, { features }) => sum + features[name]!, 0));
  return sums.reduce((sum, each) => sum + each, 0);
}

/** Steps are counted from the beginning of the year 0. */
function stepAt(timeMs: number, window: string): number {
  return Math.floor((timeMs - YEAR_ZERO_MS) / (windowMs(window) / 60));
}

function latest(history: readonly Done[]): number {
  return Math.max(...history.map(({ timeMs }) => timeMs));
}

function velocity(history: readonly Done[]): number {
  const intervals: number[] = [];
  for (let i = 1; i < history.length; i++) {
    const afterMs = history[i].timeMs - latest(history.slice(0, i));
    if (afterMs >= 0) intervals.push(log2(Math.max(1, afterMs) / 1000));
  }
  const running = (rate: number) =>
    intervals.reduce((mean, each, i) => Math.fround(mean + Math.max(rate, 1 / (i + 1)) * (each - mean)), 0);
  return intervals.length === 0 ? Number.NaN : running(0.02) - running(0.3);
}
