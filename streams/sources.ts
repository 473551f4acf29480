import { judgeAndLearn, type SourceSettings, type StreamVerdict } from './judge-and-learn.ts';
import { type NamedObservation, namesWith, valuesOf } from './named-values.ts';
import { createSourceState, type SourceState, widenSourceState } from './source-state.ts';

/** How strange an observation is for its source. */
export interface SourceVerdict extends StreamVerdict {
  /** Of the features, in the order of the verdict's. */
  readonly names: readonly string[];
}

/** What holds for all sources; it must stay the same for as long as their states live. */
export interface SourcesSettings extends Pick<SourceSettings, 'offsetMinutes'> {
  /** Names of features that count up, and are judged by their rate per second. */
  readonly counters: ReadonlySet<string>;
  /** A source that has been silent for longer begins anew. */
  readonly silentAfterMs: number;
  /** How many features all sources together may have: beyond it the one that spoke least recently leaves. */
  readonly mostFeatures: number;
}

/** So many lists of names are shared; more are rare, and only cost memory. */
const MOST_SCHEMAS = 1000;

/** What is kept of one source. */
export interface KeptSource {
  readonly names: readonly string[];
  readonly state: SourceState;
  /** The arrival of its last observation, by the clock of all. */
  readonly lastSeenMs: number;
}

/**
 * What is known of many sources: the state of a shard. It is a function of the observations in their order alone, and
 * of the settings.
 *
 * A copy on write of it, {@link overlay}, may learn ahead; {@link merge} takes over what it learned.
 */
export class Sources {
  readonly settings: SourcesSettings;
  readonly #base: Sources | undefined;
  /** The least recently touched first; of an overlay those that it touched. */
  readonly #kept = new Map<string, KeptSource>();
  /** Lists of names by themselves as JSON. */
  readonly #schemas = new Map<string, readonly string[]>();
  /** Of an overlay: sources of its base that left. */
  readonly #gone = new Set<string>();
  /** Of an overlay: its base's sources that may leave next. */
  #next: Iterator<string> | undefined;
  #features = 0;
  #clockMs = Number.NEGATIVE_INFINITY;
  #evicted = 0;

  constructor(settings: SourcesSettings, base?: Sources) {
    this.settings = settings;
    this.#base = base;
    if (base === undefined) return;
    this.#features = base.#features;
    this.#clockMs = base.#clockMs;
  }

  /** Of all sources together. */
  get features(): number {
    return this.#features;
  }

  /** The latest arrival. */
  get clockMs(): number {
    return this.#clockMs;
  }

  /** How many sources left since this object was made, because others needed their room. */
  get evicted(): number {
    return this.#evicted;
  }

  /**
   * Judges an observation by the past of its source, and learns it. A throw leaves the source as it was.
   *
   * @returns undefined where it has no value, which teaches nothing
   */
  judgeAndLearn(observation: NamedObservation): SourceVerdict | undefined {
    const { source, timestampMs, arrivalMs, features } = observation;
    if (arrivalMs > this.#clockMs) this.#clockMs = arrivalMs;
    const before = this.get(source);
    const found = namesWith(before?.names ?? [], features);
    const names = found === before?.names ? found : this.#interned(found);
    if (names.length === 0) return undefined;
    const state = this.#writable(source, before, names.length);
    const verdict = untilThrow(state, () =>
      judgeAndLearn(
        state,
        { timestampMs, arrivalMs, values: valuesOf(names, features) },
        { counters: this.#countersAmong(names), offsetMinutes: this.settings.offsetMinutes },
      ),
    );
    this.#keep(source, { names, state, lastSeenMs: this.#clockMs });
    return { ...verdict, names };
  }

  /** What is known of a source; undefined where it is unknown, or was silent for too long. */
  get(source: string): KeptSource | undefined {
    const kept = this.#find(source);
    return kept && !this.#isForgotten(kept) ? kept : undefined;
  }

  /** Forgets a source. @returns whether it was known */
  forget(source: string): boolean {
    const kept = this.#find(source);
    if (kept === undefined) return false;
    this.#remove(source, kept);
    return true;
  }

  /** All sources, the least recently touched first. */
  *[Symbol.iterator](): Generator<[string, KeptSource]> {
    if (this.#base) {
      for (const [source, kept] of this.#base)
        if (!this.#kept.has(source) && !this.#gone.has(source)) yield [source, kept];
    }
    yield* this.#kept;
  }

  /** Begins a copy on write. While it is in use, this one must not learn. */
  overlay(): Sources {
    return new Sources(this.settings, this);
  }

  /** Takes over what an overlay of this one learned; the overlay must not be used any more. */
  merge(overlay: Sources): void {
    if (overlay.#base !== this) throw new TypeError('only an overlay of these sources can be merged into them');
    for (const source of overlay.#gone) {
      this.#kept.delete(source);
      if (this.#base) this.#gone.add(source);
    }
    for (const [source, kept] of overlay.#kept) {
      this.#kept.delete(source);
      this.#kept.set(source, kept);
    }
    this.#features = overlay.#features;
    this.#clockMs = overlay.#clockMs;
    this.#evicted += overlay.#evicted;
  }

  /** Puts a source back as it was kept, as the most recently touched: how a snapshot is read. */
  restore(source: string, kept: KeptSource, clockMs: number): void {
    this.#kept.set(source, kept);
    this.#features += kept.names.length;
    this.#clockMs = clockMs;
  }

  #find(source: string): KeptSource | undefined {
    const own = this.#kept.get(source);
    if (own || this.#base === undefined || this.#gone.has(source)) return own;
    return this.#base.#find(source);
  }

  /** Bytes that this object may write into, with room for so many features. */
  #writable(source: string, before: KeptSource | undefined, features: number): SourceState {
    if (before === undefined) return createSourceState(features);
    if (features > before.names.length) return widenSourceState(before.state, features);
    return this.#base && !this.#kept.has(source) ? before.state.slice() : before.state;
  }

  #isForgotten({ lastSeenMs }: KeptSource): boolean {
    return this.#clockMs - lastSeenMs > this.settings.silentAfterMs;
  }

  #keep(source: string, kept: KeptSource): void {
    this.#features += kept.names.length - (this.#find(source)?.names.length ?? 0);
    this.#kept.delete(source);
    this.#kept.set(source, kept);
    while (this.#features > this.settings.mostFeatures && this.#evictOne(source));
  }

  /** The least recently touched leaves. @returns false where only `but` is left */
  #evictOne(but: string): boolean {
    const source = this.#leastRecent();
    if (source === undefined || source === but) return false;
    const kept = this.#find(source);
    if (kept === undefined) return false;
    this.#remove(source, kept);
    this.#evicted++;
    return true;
  }

  #leastRecent(): string | undefined {
    this.#next ??= this.#base && keysOf(this.#base);
    for (let next = this.#next?.next(); next && !next.done; next = this.#next?.next()) {
      if (!this.#kept.has(next.value) && !this.#gone.has(next.value)) return next.value;
    }
    return this.#kept.keys().next().value;
  }

  #remove(source: string, { names }: KeptSource): void {
    this.#features -= names.length;
    this.#kept.delete(source);
    if (this.#base) this.#gone.add(source);
  }

  /** The same names are one array, however many sources have them. */
  #interned(names: readonly string[]): readonly string[] {
    if (this.#base) return this.#base.#interned(names);
    const key = JSON.stringify(names);
    const known = this.#schemas.get(key);
    if (known) return known;
    if (this.#schemas.size >= MOST_SCHEMAS) this.#schemas.clear();
    this.#schemas.set(key, names);
    return names;
  }

  #countersAmong(names: readonly string[]): ReadonlySet<number> | undefined {
    const { counters } = this.settings;
    if (counters.size === 0) return undefined;
    return new Set(names.flatMap((name, i) => (counters.has(name) ? [i] : [])));
  }
}

function* keysOf(sources: Sources): Generator<string> {
  for (const [source] of sources) yield source;
}

/** What a throw leaves half done is undone. */
function untilThrow<T>(state: SourceState, work: () => T): T {
  const before = state.slice();
  try {
    return work();
  } catch (error) {
    state.set(before);
    throw error;
  }
}
