import { gapsAt, learned, usualGapOf } from './gaps.ts';
import { GAPS, HEADER } from './layout.ts';
import type { ShardClock } from './shard-clock.ts';
import { TICK_MS } from './silence-limits.ts';
import type { SourceState } from './source-state.ts';

/** What an arrival shows of silence. Its identity is the source and since when; each comes once. */
export type Silence =
  /** Nothing came of a source that always speaks, for longer than it may be silent. */
  | ({ readonly kind: 'silent'; readonly source: string; readonly sinceMs: number; readonly usualMs: number } & Late)
  /** It speaks again. */
  | { readonly kind: 'spoke'; readonly source: string; readonly sinceMs: number }
  /** Of all sources together nothing came for longer than usual; now something does. */
  | { readonly kind: 'shard_spoke'; readonly sinceMs: number };

/** How many sources are late now, and of how many that always speak. */
export interface Late {
  /** Silent for more than half as long as they may be, and overdue for less than an hour. */
  readonly late: number;
  /** The same, overdue for less than a day. */
  readonly silent: number;
  /** All but those that have been overdue for a day. */
  readonly always: number;
}

/** What is looked at of a source. */
interface Watched {
  readonly key: string;
  readonly state: SourceState;
  readonly lastSeenMs: number;
}

const FROM = 4 * HEADER.gaps;
const HOUR = 3_600_000 / TICK_MS;
const DAY = 24 * HOUR;
const NONE: readonly Silence[] = [];

/**
 * Notices which sources of a shard are overdue, by its clock. All follows from their states: one is overdue from its
 * last tick and so many more on, and it is found by the first arrival from then on. Nothing is written for it.
 *
 * Cost: some 10 ns an observation, and a look at all sources (0.1 us each) when the first of them may be overdue, which
 * is half a minute after the last look at the earliest unless sources do fall silent.
 */
export class SilenceWatch {
  readonly clock: ShardClock;
  /** No source is overdue before; 0: nobody has looked yet. */
  #dueTick: number;
  #found = NONE;

  constructor(clock: ShardClock, dueTick = 0) {
    this.clock = clock;
    this.#dueTick = dueTick;
  }

  /** Gives what the last arrival showed, once. */
  take(): readonly Silence[] {
    const found = this.#found;
    this.#found = NONE;
    return found;
  }

  copy(): SilenceWatch {
    return new SilenceWatch(this.clock.copy(), this.#dueTick);
  }

  /** Moves the clock, and finds out who is overdue since it moved last. */
  arrive(arrivalMs: number, all: () => Iterable<Watched>): void {
    this.#found = NONE;
    const before = this.clock.tick;
    const sinceMs = this.clock.arrive(arrivalMs);
    if (sinceMs !== undefined) this.#found = [{ kind: 'shard_spoke', sinceMs }];
    if (this.clock.tick >= this.#dueTick) this.#look(before, all);
  }

  /**
   * Hears of a source that has spoken, and of which the gap was learned just before.
   *
   * @param sinceMs when it had spoken before
   */
  spoke(source: string, sinceMs: number | undefined): void {
    if (learned.wasOverdue && sinceMs !== undefined) {
      const others = this.#found.filter((one) => one.kind === 'shard_spoke' || one.source !== source);
      this.#found = [...others, { kind: 'spoke', source, sinceMs }];
    }
    const due = this.clock.tick + learned.overdueAfter;
    if (learned.overdueAfter > 0 && due < this.#dueTick) this.#dueTick = due;
  }

  /** Counts who is late. Cost: a look at all. @param counts whether one that is late counts as that */
  late(all: Iterable<Watched>, counts: (source: string) => boolean = () => true): Late {
    let [late, silent, always] = [0, 0, 0];
    const { tick } = this.clock;
    for (const { key, state } of all) {
      const after = gapsAt(state, FROM, GAPS.overdueAfter);
      const last = gapsAt(state, FROM, GAPS.last);
      if (after === 0 || last === 0 || tick - last - after >= DAY) continue;
      always++;
      if (2 * (tick - last) <= after || !counts(key)) continue;
      silent++;
      if (tick - last - after < HOUR) late++;
    }
    return { late, silent, always };
  }

  #look(before: number, all: () => Iterable<Watched>): void {
    const { tick } = this.clock;
    const overdue: Watched[] = [];
    this.#dueTick = Number.POSITIVE_INFINITY;
    for (const one of all()) {
      const after = gapsAt(one.state, FROM, GAPS.overdueAfter);
      const last = gapsAt(one.state, FROM, GAPS.last);
      if (after === 0 || last === 0) continue;
      const due = last + after;
      if (due > tick) this.#dueTick = Math.min(this.#dueTick, due);
      else if (due > before) overdue.push(one);
    }
    if (overdue.length === 0) return;
    const late = this.late(all());
    const told = overdue.map(({ key: source, state, lastSeenMs: sinceMs }) => {
      return { kind: 'silent' as const, source, sinceMs, usualMs: TICK_MS * usualGapOf(state, FROM), ...late };
    });
    this.#found = [...this.#found, ...told];
  }
}

/**
 * Lets a source begin on another shard: it may have gone to another one, so that it is not missed until it has spoken
 * here. One that is overdue stays so, to be told when it speaks.
 *
 * @param state is changed
 * @param from the clock of the shard that it comes from
 * @param to that of the shard on which it is from now on
 */
export function moveToShard(state: SourceState, from: ShardClock, to: ShardClock): void {
  const view = new DataView(state.buffer, state.byteOffset);
  const after = gapsAt(state, FROM, GAPS.overdueAfter);
  const before = gapsAt(state, FROM, GAPS.last);
  const isOverdue = after > 0 && before > 0 && from.tick - before >= after;
  const last = isOverdue ? to.tick - after : 0;
  view.setUint32(FROM + 4 * GAPS.last, Math.max(0, last), true);
}
