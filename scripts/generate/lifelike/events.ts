import type { RandomDraws } from '../random-draws.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export type EventKind = 'spike' | 'shift' | 'drift' | 'stuck' | 'outage' | 'maintenance' | 'gap' | 'empty';

type Range = readonly [from: number, to: number];

interface EventNature {
  readonly isAnomaly: boolean;
  readonly durationMs: Range;
  /** In swings of a field. */
  readonly sizes: Range;
}

const NO_SIZE: Range = [0, 0];

/**
 * What happens to a source, and how long. `maintenance` looks like an outage and is none; in a `gap` nothing is sent;
 * an `empty` reading has no value at all.
 */
export const EVENTS: Readonly<Record<EventKind, EventNature>> = {
  spike: { isAnomaly: true, durationMs: [5 * MINUTE_MS, 15 * MINUTE_MS], sizes: [1.5, 3] },
  shift: { isAnomaly: true, durationMs: [3 * HOUR_MS, 8 * HOUR_MS], sizes: [0.6, 1.2] },
  drift: { isAnomaly: true, durationMs: [6 * HOUR_MS, 16 * HOUR_MS], sizes: [0.8, 1.6] },
  stuck: { isAnomaly: true, durationMs: [2 * HOUR_MS, 6 * HOUR_MS], sizes: NO_SIZE },
  outage: { isAnomaly: true, durationMs: [20 * MINUTE_MS, 60 * MINUTE_MS], sizes: NO_SIZE },
  maintenance: { isAnomaly: false, durationMs: [15 * MINUTE_MS, 30 * MINUTE_MS], sizes: NO_SIZE },
  empty: { isAnomaly: false, durationMs: [MINUTE_MS, 5 * MINUTE_MS], sizes: NO_SIZE },
  gap: { isAnomaly: false, durationMs: [30 * MINUTE_MS, 120 * MINUTE_MS], sizes: NO_SIZE },
};

/** Something that happens to one source from a time on, until before another. */
export interface SeriesEvent {
  readonly kind: EventKind;
  /** From 0. */
  readonly sourceIndex: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The field that it happens to; all where the whole source is off or silent. */
  readonly fieldIndex: number;
  /** Of a spike, a shift, the end of a drift: in swings of the field, with its sign. */
  readonly size: number;
}

/** Where events may happen. */
export interface EventPlan {
  readonly kinds: readonly EventKind[];
  readonly count: number;
  readonly sources: number;
  readonly fields: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Spreads events over sources and time: kinds take turns, and no two events of a source overlap. */
export function planEvents(
  { kinds, count, sources, fields, fromMs, toMs }: EventPlan,
  draws: RandomDraws,
): SeriesEvent[] {
  const order = [...draws.distinct(sources, sources)];
  const turns = Math.ceil(count / sources);
  const slotMs = (toMs - fromMs) / turns;
  return Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % kinds.length];
    const { durationMs, sizes } = EVENTS[kind];
    const lengthMs = Math.min(draws.uniform(...durationMs), slotMs / 2);
    const startMs = fromMs + Math.floor(i / sources) * slotMs + draws.uniform(0, slotMs / 2);
    const sign = draws.uniform(0, 1) < 0.3 ? -1 : 1;
    return {
      kind,
      sourceIndex: order[i % sources],
      fromMs: startMs,
      toMs: startMs + lengthMs,
      fieldIndex: Math.floor(draws.uniform(0, fields)),
      size: sign * draws.uniform(...sizes),
    };
  });
}
