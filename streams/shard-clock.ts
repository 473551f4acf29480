import type { ByteReader, ByteWriter } from './bytes.ts';
import { learnGap, secondLongestOf, usualGapOf } from './gaps.ts';
import { GAPS, GAPS_LENGTH } from './layout.ts';
import { TICK_MS } from './silence-limits.ts';

const BLOCK_BYTES = 4 * GAPS_LENGTH;

/** What a whole shard may do without: how long it may be silent, and what is usual, milliseconds. */
export interface ShardSilence {
  readonly afterMs: number;
  readonly usualMs: number;
}

/**
 * The clock of a shard, by arrivals, and what is usual between them. Beside the time it counts ticks in which the shard
 * spoke: while nothing comes at all no source can be blamed for its silence, so that a gap counts as no longer than the
 * second longest that is usual.
 */
export class ShardClock {
  /** The latest arrival, and the first one; milliseconds since the epoch. */
  #nowMs = Number.NEGATIVE_INFINITY;
  #startMs = 0;
  #speakingMs = 0;
  #tick = 1;
  readonly #bytes = new Uint8Array(BLOCK_BYTES);
  readonly #views = { u32: new Uint32Array(this.#bytes.buffer), f32: new Float32Array(this.#bytes.buffer) };

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Whether anything came yet. */
  get hasBegun(): boolean {
    return this.#nowMs > Number.NEGATIVE_INFINITY;
  }

  /** From 1. */
  get tick(): number {
    return this.#tick;
  }

  /** Undefined while it is too new or too irregular to say. */
  get silence(): ShardSilence | undefined {
    const afterMs = TICK_MS * this.#views.u32[GAPS.overdueAfter];
    return afterMs > 0 ? { afterMs, usualMs: TICK_MS * usualGapOf(this.#bytes, 0) } : undefined;
  }

  /**
   * Moves to an arrival; one that is not later moves nothing.
   *
   * @returns since when nothing had come, where that was longer than it may be
   */
  arrive(arrivalMs: number): number | undefined {
    const beforeMs = this.#nowMs;
    if (!(arrivalMs > beforeMs)) return undefined;
    this.#nowMs = arrivalMs;
    if (beforeMs === Number.NEGATIVE_INFINITY) this.#startMs = arrivalMs;
    else this.#speak(this.#speakingMs + this.#counted(arrivalMs - beforeMs));
    const { u32 } = this.#views;
    const tick = 1 + Math.floor((arrivalMs - this.#startMs) / TICK_MS);
    const overdueAfter = u32[GAPS.overdueAfter];
    const isOverdue = overdueAfter > 0 && tick - u32[GAPS.last] >= overdueAfter;
    learnGap(this.#views, 0, tick);
    return isOverdue ? beforeMs : undefined;
  }

  /** Goes on from where other shards ended: what was usual there says nothing of this one. */
  follow(others: readonly ShardClock[]): void {
    for (const other of others) {
      if (other.#nowMs <= this.#nowMs) continue;
      this.#nowMs = other.#nowMs;
      this.#startMs = other.#nowMs;
    }
    this.#speak(Math.max(this.#speakingMs, ...others.map((other) => other.#speakingMs)));
  }

  copy(): ShardClock {
    const copy = new ShardClock();
    copy.#nowMs = this.#nowMs;
    copy.#startMs = this.#startMs;
    copy.#speak(this.#speakingMs);
    copy.#bytes.set(this.#bytes);
    return copy;
  }

  pack(body: ByteWriter): void {
    body.f64(this.#nowMs);
    body.f64(this.#startMs);
    body.f64(this.#speakingMs);
    body.bytes(this.#bytes);
  }

  /** Reads what {@link pack} wrote. */
  static unpack(reader: ByteReader): ShardClock {
    const clock = new ShardClock();
    clock.#nowMs = reader.f64();
    clock.#startMs = reader.f64();
    clock.#speak(reader.f64());
    clock.#bytes.set(reader.bytes(BLOCK_BYTES));
    return clock;
  }

  #speak(speakingMs: number): void {
    this.#speakingMs = speakingMs;
    this.#tick = 1 + Math.floor(speakingMs / TICK_MS);
  }

  #counted(gapMs: number): number {
    const { u32 } = this.#views;
    if (u32[GAPS.overdueAfter] === 0) return gapMs;
    return Math.min(gapMs, TICK_MS * Math.max(1, secondLongestOf(u32, 0)));
  }
}
