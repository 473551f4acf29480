import { type Derivation, derivedFrom, derivedName, windowMs } from '../../contracts/derive.ts';
import type { NamedFeatures } from '../../contracts/observation.ts';
import type { FeatureValues } from '../feature-names.ts';
import type { StreamVerdict } from '../judge-and-learn.ts';
import { FEATURE_BYTES } from '../layout.ts';
import { RARITY_BYTES, Rarity } from './rarity.ts';
import { residualIn, residualsIn } from './residuals.ts';
import { TEMPO_BYTES, Tempo } from './tempo.ts';
import { COUNT_BYTES, SUM_BYTES, WindowRing } from './window-ring.ts';

/** What derived features of one source are made of: packed bytes, in memory as in a snapshot. */
export type DerivedState = Uint8Array;

/** What a source did, for its derived features. */
export interface DerivedMoment {
  /** Milliseconds since the epoch; NaN where it is unknown, which teaches nothing. */
  readonly timeMs: number;
  readonly features: FeatureValues;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** What the source's past, before it, said of it. */
  readonly past: StreamVerdict;
}

/** A part of the state, which features may share. */
export interface Segment {
  /** The same for the same part of another plan. */
  readonly key: string;
  readonly bytes: number;
}

/** What a part says once it has taken an observation; NaN where it says nothing. */
type Taken = Readonly<Partial<Record<'count' | 'sum' | 'seconds' | 'velocity' | 'bits', number>>>;

/** Takes an observation into its part of the plan's workspace. */
type Part = (moment: DerivedMoment) => Taken;

/**
 * Which features are derived, and where in a source's state is what they are made of. A plan works on one state at a
 * time, in a place of its own, and leaves no trace there.
 *
 * Bytes of a source: 248 a window that counts; 728 a window of one feature, which its mean, sum and ratio share; 24 for
 * time and pace; 392 a label; none a residual, which the past of the source has already.
 */
export class DerivedPlan {
  readonly segments: readonly Segment[];
  /** Of a source's state. */
  readonly bytes: number;
  /** The same in features, as if all that is kept of a source were features. */
  readonly room: number;
  readonly #derive: readonly Derivation[];
  readonly #names: readonly string[];
  readonly #work: Uint8Array;
  readonly #parts: readonly Part[];
  /** Of each feature the part that it is made of. */
  readonly #partOf: readonly number[];

  constructor(derive: readonly Derivation[]) {
    const parts = new Map(derive.filter(hasState).map((one) => [segmentOf(one).key, one]));
    this.segments = [...parts.values()].map(segmentOf);
    this.bytes = this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
    this.room = Math.ceil(this.bytes / FEATURE_BYTES);
    this.#derive = derive;
    this.#names = derive.map(derivedName);
    this.#work = new Uint8Array(this.bytes);
    let at = 0;
    this.#parts = [...parts.values()].map((one) => {
      const part = partAt(this.#work.buffer as ArrayBuffer, at, one);
      at += segmentOf(one).bytes;
      return part;
    });
    this.#partOf = derive.map((one) =>
      hasState(one) ? this.segments.findIndex(({ key }) => key === segmentOf(one).key) : -1,
    );
  }

  /**
   * Learns an observation, and gives its derived features: of all that came, this one included.
   *
   * @param state undefined of a source of which nothing is known
   * @param next where the state goes that has learned, of {@link bytes}; may be `state`
   * @returns by name; null where there is none
   */
  learn(state: DerivedState | undefined, moment: DerivedMoment, next: DerivedState): NamedFeatures {
    if (state) this.#work.set(state);
    else this.#work.fill(0);
    const taken = Number.isNaN(moment.timeMs) ? [] : this.#parts.map((part) => part(moment));
    next.set(this.#work);
    const values: Record<string, number | null> = {};
    for (const [i, one] of this.#derive.entries()) {
      if (one === 'residuals') Object.assign(values, residualsIn(moment.past));
      else {
        const value = hasState(one)
          ? valueFrom(one, taken[this.#partOf[i]], moment)
          : residualIn(moment.past, one.residual);
        values[this.#names[i]] = Number.isFinite(value) ? value : null;
      }
    }
    return values;
  }
}

const plans = new WeakMap<readonly Derivation[], DerivedPlan>();

/** The plan of a list, the same for the very same list; undefined where nothing is derived. */
export function planOf(derive: readonly Derivation[] | undefined): DerivedPlan | undefined {
  if (!derive?.length) return undefined;
  const plan = plans.get(derive) ?? new DerivedPlan(derive);
  plans.set(derive, plan);
  return plan;
}

/** What is made of more than the past of the source. */
type Stateful = Exclude<Derivation, 'residuals' | { residual: string }>;

function hasState(one: Derivation): one is Stateful {
  return one === 'velocity' || (one !== 'residuals' && !('residual' in one));
}

function segmentOf(one: Stateful): Segment {
  if (one === 'velocity' || 'since' in one) return { key: 'tempo', bytes: TEMPO_BYTES };
  if ('rare' in one) return { key: `rare ${one.rare}`, bytes: RARITY_BYTES };
  if ('count' in one) return { key: `count ${windowMs(one.count)}`, bytes: COUNT_BYTES };
  return { key: `sum ${windowMs(one.window)} ${derivedFrom(one)}`, bytes: SUM_BYTES };
}

/** @param at where its segment begins, in bytes; a whole number of eights */
function partAt(work: ArrayBuffer, at: number, one: Stateful): Part {
  if (one === 'velocity' || 'since' in one) {
    const tempo = new Tempo(work, at);
    return ({ timeMs }) => ({ seconds: tempo.take(timeMs), velocity: tempo.velocity });
  }
  if ('rare' in one) {
    const rarity = new Rarity(work, at);
    return ({ labels }) => {
      const category = labels && Object.hasOwn(labels, one.rare) ? labels[one.rare] : '';
      return { bits: category === '' ? Number.NaN : rarity.take(category) };
    };
  }
  const window = 'count' in one ? one.count : one.window;
  const feature = derivedFrom(one);
  const ring = new WindowRing(work, at, windowMs(window), feature !== undefined);
  return ({ timeMs, features }) => {
    ring.take(timeMs, feature === undefined ? 0 : valueIn(features, feature));
    return ring.content;
  };
}

/** @param taken undefined where the time is unknown */
function valueFrom(one: Stateful, taken: Taken | undefined, { features }: DerivedMoment): number {
  if (taken === undefined) return Number.NaN;
  const { count = 0, sum = 0, seconds = Number.NaN, velocity = Number.NaN, bits = Number.NaN } = taken;
  if (one === 'velocity') return velocity;
  if ('since' in one) return seconds;
  if ('rare' in one) return bits;
  if ('count' in one) return count;
  if ('sum' in one) return sum;
  return 'mean' in one ? sum / count : valueIn(features, one.ratio) / (sum / count);
}

/** NaN where it has none. */
function valueIn(features: FeatureValues, name: string): number {
  const value = Object.hasOwn(features, name) ? (features as NamedFeatures)[name] : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}
