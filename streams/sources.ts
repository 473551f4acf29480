import type { NamedFeatures } from '../contracts/observation.ts';
import { ByRecency } from './by-recency.ts';
import { type DerivedPlan, planOf } from './derived/derived-plan.ts';
import { type FeatureNames, SharedNames } from './feature-names.ts';
import { judgeAndLearn, type StreamVerdict, timeOf } from './judge-and-learn.ts';
import { type Kept, type KeptSource, toldOf } from './kept-source.ts';
import type { NamedObservation } from './named-observation.ts';
import { ShardClock } from './shard-clock.ts';
import { type Late, SilenceWatch } from './silence-watch.ts';
import { type SourceState, stateFor } from './source-state.ts';
import type { SourcesSettings } from './sources-settings.ts';
import { Spares } from './spares.ts';

/** How strange an observation is for its source, with the names of its features. */
export type SourceVerdict = StreamVerdict;

/**
 * What is known of many sources: the state of a shard. Observations in their order and the settings alone make it.
 *
 * A copy on write of it, {@link overlay}, may learn ahead; {@link merge} takes over what it learned.
 */
export class Sources {
  readonly settings: SourcesSettings;
  /** Of the features that are derived. */
  readonly plan: DerivedPlan | undefined;
  readonly #base: Sources | undefined;
  readonly #shared: SharedNames;
  readonly #spares: Spares;
  /** The least recently touched first; of an overlay those that it touched. */
  readonly #kept = new ByRecency<Kept>();
  /** Of an overlay: sources of its base that left. */
  readonly #gone = new Set<string>();
  readonly #everyone = () => this.#all();
  /** The next source of the base that may leave. */
  #next: Iterator<Kept> | undefined;
  #watch: SilenceWatch;
  #features = 0;
  #evicted = 0;

  constructor(settings: SourcesSettings, base?: Sources) {
    this.settings = settings;
    this.plan = planOf(settings.derive);
    this.#base = base;
    this.#shared = base ? base.#shared : new SharedNames(settings);
    this.#spares = base ? base.#spares : new Spares();
    this.#watch = base ? base.#watch.copy() : new SilenceWatch(new ShardClock());
    if (base) this.#features = base.#features;
  }

  /** Of all sources together. */
  get features(): number {
    return this.#features;
  }

  /** How many sources are known; of an overlay, how many it touched. */
  get size(): number {
    return this.#kept.size;
  }

  /** The clock of the shard, and what its last observation showed of silence. */
  get watch(): SilenceWatch {
    return this.#watch;
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
    this.#watch.arrive(arrivalMs, this.#everyone);
    const own = this.#kept.get(source);
    const found = own ?? this.#findInBase(source);
    const before = found && this.#isForgotten(found) ? undefined : found;
    let names = before?.names;
    if (!names?.take(features)) {
      names = this.#shared.after(names, features);
      names.take(features);
    }
    if (names.names.length === 0) return undefined;
    const state = stateFor(before?.state, names.names.length);
    const isOwn = before !== undefined && before === own;
    const next = isOwn || state !== before?.state ? state : this.#spares.take(state.length);
    const { tick } = this.#watch.clock;
    const verdict = judgeAndLearn(state, { timestampMs, arrivalMs, tick, values: names.values }, names.settings, next);
    if (verdict.judged > 0) this.#watch.spoke(source, before?.lastSeenMs);
    this.#features += this.#roomOf(names) - (found ? this.#roomOf(found.names) : 0);
    const kept = this.#keep(source, names, next, isOwn ? before : undefined);
    if (this.plan)
      Object.assign(verdict, { derived: this.#derive(this.plan, kept, before?.derived, observation, verdict) });
    this.#makeRoom(source);
    return verdict;
  }

  /** @param kept of the source here, which gets what is learned @param state what was known; may be the same */
  #derive(
    plan: DerivedPlan,
    kept: Kept,
    state: Uint8Array | undefined,
    observation: NamedObservation,
    past: SourceVerdict,
  ): NamedFeatures {
    kept.derived ??= this.#spares.take(plan.bytes);
    const { features, labels } = observation;
    // What has no value teaches nothing.
    const timeMs = kept.names.values.every(Number.isNaN) ? Number.NaN : timeOf(observation);
    return plan.learn(state, { timeMs, features, labels, past }, kept.derived);
  }

  /** Lets a source begin anew. */
  forget(source: string): void {
    const kept = this.#find(source);
    if (kept) this.#remove(source, kept);
  }

  /** What is known of a source; undefined where it is unknown, or was silent for too long. */
  get(source: string): KeptSource | undefined {
    const kept = this.#find(source);
    return kept && !this.#isForgotten(kept) ? toldOf(kept) : undefined;
  }

  /** All sources, also those that were silent for too long, the least recently touched first. */
  *[Symbol.iterator](): Generator<[string, KeptSource]> {
    for (const kept of this.#all()) yield [kept.key, toldOf(kept)];
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
    for (const { key, names, state, lastSeenMs, derived } of overlay.#kept) {
      const known = this.#kept.get(key);
      const isAsLong = known?.state.length === state.length;
      if (isAsLong) {
        known.state.set(state);
        this.#spares.put(state);
      }
      if (known?.derived) this.#spares.put(known.derived);
      this.#keep(key, names, isAsLong ? known.state : state, known, lastSeenMs).derived = derived;
    }
    this.#features = overlay.#features;
    this.#watch = overlay.#watch;
    this.#evicted += overlay.#evicted;
  }

  /** Puts a source as it was kept, as the most recently touched one: how a snapshot is read. */
  restore(source: string, { names, state, lastSeenMs, derived }: KeptSource): void {
    const shared = this.#shared.of(names);
    const found = this.#find(source);
    this.#features += this.#roomOf(shared) - (found ? this.#roomOf(found.names) : 0);
    const kept = this.#keep(source, shared, state, this.#kept.get(source), lastSeenMs);
    kept.derived = this.plan && (derived ?? new Uint8Array(this.plan.bytes));
    this.#makeRoom(source);
  }

  /** Goes by this clock from now on. */
  setClock(clock: ShardClock): void {
    this.#watch = new SilenceWatch(clock);
  }

  /** Counts the sources that are late. Cost: a look at all. @param counts whether one that is late counts as that */
  late(counts?: (source: string) => boolean): Late {
    return this.#watch.late(this.#all(), counts);
  }

  *#all(): Generator<Kept> {
    if (this.#base) {
      for (const kept of this.#base.#all()) if (!this.#kept.has(kept.key) && !this.#gone.has(kept.key)) yield kept;
    }
    yield* this.#kept;
  }

  #find(source: string): Kept | undefined {
    return this.#kept.get(source) ?? this.#findInBase(source);
  }

  #findInBase(source: string): Kept | undefined {
    return this.#base === undefined || this.#gone.has(source) ? undefined : this.#base.#find(source);
  }

  #isForgotten({ lastSeenMs }: Kept): boolean {
    return this.#watch.clock.nowMs - lastSeenMs > this.settings.silentAfterMs;
  }

  /** Makes it the most recently touched. @param known what is kept of it here */
  #keep(
    key: string,
    names: FeatureNames,
    state: SourceState,
    known: Kept | undefined,
    lastSeenMs = this.#watch.clock.nowMs,
  ): Kept {
    if (known === undefined) {
      const kept = { key, names, state, lastSeenMs, derived: undefined, older: undefined, newer: undefined };
      this.#kept.add(kept);
      return kept;
    }
    known.names = names;
    known.state = state;
    known.lastSeenMs = lastSeenMs;
    this.#kept.touch(known);
    return known;
  }

  #roomOf({ names }: FeatureNames): number {
    return names.length + (this.plan?.room ?? 0);
  }

  #makeRoom(but: string): void {
    while (this.#features > this.settings.mostFeatures && this.#evictOne(but));
  }

  /** The least recently touched leaves. @returns false where only `but` is left */
  #evictOne(but: string): boolean {
    const source = this.#leastRecent();
    if (source === undefined || source === but) return false;
    this.#remove(source, this.#find(source)!);
    this.#evicted++;
    return true;
  }

  #remove(source: string, { names }: Kept): void {
    this.#features -= this.#roomOf(names);
    this.#kept.delete(source);
    if (this.#base) this.#gone.add(source);
  }

  #leastRecent(): string | undefined {
    if (this.#base) this.#next ??= this.#base.#all();
    for (let next = this.#next?.next(); next && !next.done; next = this.#next?.next()) {
      const { key } = next.value;
      if (!this.#kept.has(key) && !this.#gone.has(key)) return key;
    }
    return this.#kept.oldest?.key;
  }
}
