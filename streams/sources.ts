import { type FeatureNames, type FeatureValues, SharedNames } from './feature-names.ts';
import { judgeAndLearn, type SourceSettings, type StreamVerdict } from './judge-and-learn.ts';
import { createSourceState, type SourceState, widenSourceState } from './source-state.ts';

/** One observation of a source, by the names of its features. */
export interface NamedObservation {
  readonly source: string;
  /** Milliseconds since the epoch, by its own clock; NaN where there is none. */
  readonly timestampMs: number;
  /** When it arrived: what the clock of these sources goes by. */
  readonly arrivalMs: number;
  readonly features: FeatureValues;
}

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

/** What is kept of one source. */
export interface KeptSource {
  readonly names: readonly string[];
  readonly state: SourceState;
  /** The arrival of its last observation, by the clock of all. */
  readonly lastSeenMs: number;
}

interface Kept {
  names: FeatureNames;
  state: SourceState;
  lastSeenMs: number;
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
  readonly #shared: SharedNames;
  /** The least recently touched first; of an overlay those that it touched. */
  readonly #kept = new Map<string, Kept>();
  /** Of an overlay: sources of its base that left. */
  readonly #gone = new Set<string>();
  /** The next source of the base that may leave. */
  #next: Iterator<string> | undefined;
  #features = 0;
  #clockMs = Number.NEGATIVE_INFINITY;
  #evicted = 0;

  constructor(settings: SourcesSettings, base?: Sources) {
    this.settings = settings;
    this.#base = base;
    this.#shared = base ? base.#shared : new SharedNames(settings.counters);
    if (base === undefined) return;
    this.#features = base.#features;
    this.#clockMs = base.#clockMs;
  }

  /** Of all sources together. */
  get features(): number {
    return this.#features;
  }

  /** How many sources are known; of an overlay, how many it touched. */
  get size(): number {
    return this.#kept.size;
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
  judgeAndLearn({ source, timestampMs, arrivalMs, features }: NamedObservation): SourceVerdict | undefined {
    if (arrivalMs > this.#clockMs) this.#clockMs = arrivalMs;
    const found = this.#find(source);
    const before = found && this.#isForgotten(found) ? undefined : found;
    let names = before?.names;
    if (!names?.take(features)) {
      names = this.#shared.after(names, features);
      names.take(features);
    }
    if (names.names.length === 0) return undefined;
    const isOwn = before !== undefined && before === this.#kept.get(source);
    const state = writable(before, names.names.length, isOwn);
    const observation = { timestampMs, arrivalMs, values: names.values };
    const settings = { counters: names.counters, offsetMinutes: this.settings.offsetMinutes };
    const verdict =
      state === before?.state ? untilThrow(state, observation, settings) : judgeAndLearn(state, observation, settings);
    this.#keep(source, names, state, found, isOwn);
    return { ...verdict, names: names.names };
  }

  /** Lets a source begin anew. */
  forget(source: string): void {
    const kept = this.#find(source);
    if (kept) this.#remove(source, kept);
  }

  /** What is known of a source; undefined where it is unknown, or was silent for too long. */
  get(source: string): KeptSource | undefined {
    const kept = this.#find(source);
    return kept && !this.#isForgotten(kept) ? { ...kept, names: kept.names.names } : undefined;
  }

  /** All sources, also those that were silent for too long, the least recently touched first. */
  *[Symbol.iterator](): Generator<[string, KeptSource]> {
    for (const [source, kept] of this.#all()) yield [source, { ...kept, names: kept.names.names }];
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

  /** Puts a source as it was kept, as the most recently touched one: how a snapshot is read. */
  restore(source: string, { names, state, lastSeenMs }: KeptSource): void {
    this.#keep(source, this.#shared.of(names), state, this.#find(source), false);
    this.#kept.set(source, { names: this.#shared.of(names), state, lastSeenMs });
  }

  /** Sets the clock forward, as an arrival does. */
  advanceTo(clockMs: number): void {
    this.#clockMs = Math.max(this.#clockMs, clockMs);
  }

  *#all(): Generator<[string, Kept]> {
    if (this.#base) {
      for (const entry of this.#base.#all()) {
        if (!this.#kept.has(entry[0]) && !this.#gone.has(entry[0])) yield entry;
      }
    }
    yield* this.#kept;
  }

  #find(source: string): Kept | undefined {
    const own = this.#kept.get(source);
    if (own !== undefined || this.#base === undefined || this.#gone.has(source)) return own;
    return this.#base.#find(source);
  }

  #isForgotten({ lastSeenMs }: Kept): boolean {
    return this.#clockMs - lastSeenMs > this.settings.silentAfterMs;
  }

  /** Makes it the most recently touched, and room for it. */
  #keep(source: string, names: FeatureNames, state: SourceState, before: Kept | undefined, isOwn: boolean): void {
    this.#features += names.names.length - (before?.names.names.length ?? 0);
    const kept = isOwn && before ? before : { names, state, lastSeenMs: 0 };
    kept.names = names;
    kept.state = state;
    kept.lastSeenMs = this.#clockMs;
    this.#kept.delete(source);
    this.#kept.set(source, kept);
    while (this.#features > this.settings.mostFeatures && this.#evictOne(source));
  }

  /** The least recently touched leaves. @returns false where only `but` is left */
  #evictOne(but: string): boolean {
    const source = this.#leastRecent();
    const kept = source === undefined || source === but ? undefined : this.#find(source);
    if (source === undefined || kept === undefined) return false;
    this.#remove(source, kept);
    this.#evicted++;
    return true;
  }

  #remove(source: string, { names }: Kept): void {
    this.#features -= names.names.length;
    this.#kept.delete(source);
    if (this.#base) this.#gone.add(source);
  }

  #leastRecent(): string | undefined {
    this.#next ??= this.#base && keysOf(this.#base);
    for (let next = this.#next?.next(); next && !next.done; next = this.#next?.next()) {
      if (!this.#kept.has(next.value) && !this.#gone.has(next.value)) return next.value;
    }
    return this.#kept.keys().next().value;
  }
}

function* keysOf(sources: Sources): Generator<string> {
  for (const [source] of sources) yield source;
}

/** Bytes that may be written into, with room for so many features. */
function writable(before: Kept | undefined, features: number, isOwn: boolean): SourceState {
  if (before === undefined) return createSourceState(features);
  if (features > before.names.names.length) return widenSourceState(before.state, features);
  return isOwn ? before.state : before.state.slice();
}

/** What it held before is kept here for as long as a throw could leave it half done. */
let backup: SourceState = new Uint8Array(0);

/** As {@link judgeAndLearn}; what a throw leaves half done is undone. */
function untilThrow(state: SourceState, ...[observation, settings]: OfJudging): StreamVerdict {
  if (backup.length < state.length) backup = new Uint8Array(state.length);
  backup.set(state);
  try {
    return judgeAndLearn(state, observation, settings);
  } catch (error) {
    state.set(backup.subarray(0, state.length));
    throw error;
  }
}

type OfJudging = [observation: Parameters<typeof judgeAndLearn>[1], settings: SourceSettings];
