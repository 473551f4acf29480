import type { Replayed } from '../../incidents/replay.ts';

/** Something that is known to have happened, first and last moment, milliseconds since the epoch. */
export interface LabelledEvent {
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What people heard of events. */
export interface EventsTold {
  readonly events: number;
  /** In how many of them an observation is anomalous, and not of a source that is still learned. */
  readonly flagged: number;
  /** Of how many a message says something while they last. */
  readonly told: number;
  /** Events that were flagged and never told of. */
  readonly untold: readonly LabelledEvent[];
  /** Of those told of, milliseconds from their beginning to the first message. */
  readonly delaysMs: readonly number[];
}

/** Makes events of rows in the order of time: labelled rows that follow one another in a source are one. */
export class EventsOfRows {
  readonly #events: LabelledEvent[] = [];
  readonly #open = new Map<string, LabelledEvent>();

  add(source: string, atMs: number, isLabelled: boolean): void {
    const open = this.#open.get(source);
    if (isLabelled) this.#open.set(source, { source, fromMs: open?.fromMs ?? atMs, toMs: atMs });
    else if (open) {
      this.#events.push(open);
      this.#open.delete(source);
    }
  }

  finish(): LabelledEvent[] {
    return [...this.#events, ...this.#open.values()];
  }
}

/** Finds the event of a source at a moment. */
export function eventAt(events: readonly LabelledEvent[], source: string, atMs: number): LabelledEvent | undefined {
  return events.find((event) => event.source === source && event.fromMs <= atMs && atMs <= event.toMs);
}

/**
 * Says what people heard of events.
 *
 * @param flagged times of anomalous observations, by source
 */
export function eventsTold(
  events: readonly LabelledEvent[],
  flagged: readonly Pick<Replayed['messages'][number], 'source' | 'atMs'>[],
  messages: Replayed['messages'],
): EventsTold {
  const bySource = Map.groupBy(events, ({ source }) => source);
  const found = (source: string, atMs: number) => eventAt(bySource.get(source) ?? [], source, atMs);
  const isFlagged = new Set(flagged.map(({ source, atMs }) => found(source, atMs)));
  const first = new Map<LabelledEvent, number>();
  for (const { source, atMs, kind } of messages) {
    const event = kind === 'closed' ? undefined : found(source, atMs);
    if (event && !first.has(event)) first.set(event, atMs - event.fromMs);
  }
  return {
    events: events.length,
    flagged: events.filter((event) => isFlagged.has(event)).length,
    told: first.size,
    untold: events.filter((event) => isFlagged.has(event) && !first.has(event)),
    delaysMs: [...first.values()],
  };
}
