/** How many events were found, and how soon. */
export interface FoundEvents {
  readonly events: number;
  readonly found: number;
  /** Of the found ones, the median number of the first row that was: 1 at once; NaN where none was found. */
  readonly medianRow: number;
  /** Milliseconds from the first row of an event to the one that found it, the median; NaN where no row has a time. */
  readonly medianMs: number;
}

interface OpenEvent {
  readonly sinceMs: number;
  rows: number;
  isFound: boolean;
}

/** Counts events: rows labelled as anomalies that follow one another in a source. One anomalous row of it finds one. */
export class EventTally {
  readonly #open = new Map<string, OpenEvent>();
  readonly #foundAtRow: number[] = [];
  readonly #foundAfterMs: number[] = [];
  #events = 0;

  /** In the order of the file. @param label undefined where nothing is known of a row, which then ends nothing */
  add(source: string, label: boolean | undefined, anomalous: boolean, timestampMs = Number.NaN): void {
    if (label === undefined) return;
    if (!label) {
      this.#open.delete(source);
      return;
    }
    let event = this.#open.get(source);
    if (!event) {
      event = { sinceMs: timestampMs, rows: 0, isFound: false };
      this.#open.set(source, event);
      this.#events++;
    }
    event.rows++;
    if (!anomalous || event.isFound) return;
    event.isFound = true;
    this.#foundAtRow.push(event.rows);
    const afterMs = timestampMs - event.sinceMs;
    if (!Number.isNaN(afterMs)) this.#foundAfterMs.push(afterMs);
  }

  finish(): FoundEvents {
    return {
      events: this.#events,
      found: this.#foundAtRow.length,
      medianRow: median(this.#foundAtRow),
      medianMs: median(this.#foundAfterMs),
    };
  }
}

/** One that occurred, the lower of two; NaN of nothing. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}
