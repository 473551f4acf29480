/** One row on its way into a sample, as a line of its object. */
export interface SampleLine {
  readonly source: string;
  /** Who it is: a row comes once however often it is delivered. */
  readonly identity: string;
  readonly arrivalMs: number;
  readonly priority: number;
  readonly line: string;
}

/** A row that is so much older than the newest is forgotten. */
const MOST_AGE_MS = 30 * 86_400_000;
/** How many rows may wait, in parts of those that stay, until it is found out which have to go. */
const ROOM_TO_WAIT = 1.25;

/**
 * The rows with the smallest (rank within their source by descending priority, then priority): sources share the room,
 * none takes more than its share while others want theirs, and of each those of the highest priority stay.
 *
 * It is a function of the set of rows alone: rows that come twice, in any order, or in parts that are merged, leave the
 * same. (A row that lost its place has a rank above all that stay, and more rows only raise ranks.) Rows of more than
 * 30 days are forgotten, and their places are taken by what comes then.
 */
export class RowStratum {
  readonly #capacity: number;
  #rows: SampleLine[] = [];
  /** By source, the priority below which none of its rows can stay; missing: {@link #floorOfOthers}. */
  #floors = new Map<string, number>();
  #floorOfOthers = Number.NEGATIVE_INFINITY;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether such a row may stay: most do not once there are enough, and nothing has to be made of them. */
  mayTake(source: string, priority: number): boolean {
    return priority >= (this.#floors.get(source) ?? this.#floorOfOthers);
  }

  add(row: SampleLine): void {
    this.#rows.push(row);
    if (this.#rows.length >= ROOM_TO_WAIT * this.#capacity) this.#settle();
  }

  /** Those that stay, the highest priority first. */
  get rows(): readonly SampleLine[] {
    this.#settle();
    return this.#rows.toSorted(byPriority);
  }

  /** Of the lines that are here, in characters. */
  get size(): number {
    return this.#rows.reduce((sum, { line }) => sum + line.length, 0);
  }

  /** Finds out which rows stay, and with what priority others may come. */
  #settle(): void {
    const bySource = Map.groupBy(youngOf(this.#rows), ({ source }) => source);
    const ranked = Array.from(bySource.values(), (rows) => withoutRepeats(rows.sort(byPriority)));
    const { rank, slots } = this.#cutOf(ranked);
    const below = ranked.flatMap((rows) => rows.slice(0, rank));
    const last = ranked.flatMap((rows) => rows.slice(rank, rank + 1)).sort(byPriority);
    this.#rows = [...below, ...last.slice(0, slots)];
    this.#setFloors(ranked, rank, slots === 0 ? Number.POSITIVE_INFINITY : last[slots - 1].priority);
  }

  /**
   * Finds how many rows of each source stay whatever their priority.
   *
   * @returns that rank, infinite where all stay, and how many rows of just this rank stay beside them
   */
  #cutOf(ranked: readonly (readonly SampleLine[])[]): { readonly rank: number; readonly slots: number } {
    const sizes = ranked.map(({ length }) => length).sort((a, b) => a - b);
    let left = this.#capacity;
    let rank = 0;
    for (const [i, size] of sizes.entries()) {
      const sources = sizes.length - i;
      const more = size - rank;
      if (more * sources > left) {
        const whole = Math.floor(left / sources);
        return { rank: rank + whole, slots: left - whole * sources };
      }
      left -= more * sources;
      rank = size;
    }
    return { rank: Number.POSITIVE_INFINITY, slots: 0 };
  }

  #setFloors(ranked: readonly (readonly SampleLine[])[], rank: number, lowest: number): void {
    this.#floors.clear();
    this.#floorOfOthers = rank === 0 ? lowest : Number.NEGATIVE_INFINITY;
    for (const rows of ranked) {
      if (rows.length < rank || rows.length === 0) continue;
      const ofLast = rows[rank - 1]?.priority ?? Number.POSITIVE_INFINITY;
      const ofNext = rows[rank]?.priority ?? Number.NEGATIVE_INFINITY;
      // Where its row of the last rank stays, that is the one to beat; else the last place, or its last row.
      const floor = ofNext >= lowest ? ofNext : Math.min(lowest, ofLast);
      if (floor > this.#floorOfOthers) this.#floors.set(rows[0].source, floor);
    }
  }
}

function byPriority(a: SampleLine, b: SampleLine): number {
  return b.priority - a.priority || (a.identity < b.identity ? -1 : Number(a.identity > b.identity));
}

function withoutRepeats(sorted: readonly SampleLine[]): SampleLine[] {
  return sorted.filter(({ identity }, i) => identity !== sorted[i - 1]?.identity);
}

function youngOf(rows: readonly SampleLine[]): SampleLine[] {
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const { arrivalMs } of rows) newestMs = Math.max(newestMs, arrivalMs);
  return rows.filter(({ arrivalMs }) => arrivalMs >= newestMs - MOST_AGE_MS);
}
