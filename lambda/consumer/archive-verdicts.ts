import type { ArchivedVerdict } from '../../contracts/archive.ts';
import { encodeArchived } from '../../contracts/archive.ts';
import { type Entry, identityOfEntry, toAnomaly } from './entry.ts';
import { type Archive, RESERVE_MS } from './ports.ts';

/** Where rows go. Both fail with whatever AWS says. */
export interface ArchivePlaces {
  /**
   * Gives records to the delivery stream.
   *
   * @returns those that it did not take
   */
  deliver(records: readonly ArchiveRecord[], budgetMs: number): Promise<readonly ArchiveRecord[]>;
  /** Puts them into the bucket in place of the delivery stream. */
  put(records: readonly ArchiveRecord[], budgetMs: number): Promise<void>;
}

/** Rows that travel together: lines, each with its line feed. */
export interface ArchiveRecord {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/**
 * A record of the delivery stream may have 1,000 KiB; it is billed in steps of 5 KB, which half of that makes small.
 */
const RECORD_BYTES = 500_000;
const MOST_RECORD_BYTES = 1_024_000;
/** What comes behind must not wait for long. */
const LONGEST_MS = 3000;
/** After a failure the delivery stream is left alone for so long: each chunk would wait for it. */
const REST_MS = 60_000;

/**
 * Archives what was judged, before it is committed: who dies in between repeats rows, and loses none. What the
 * delivery stream does not take goes to the bucket; what that does not take either is counted, and holds nothing up.
 */
export function archiving(places: ArchivePlaces): Archive {
  const delivery = new Delivery(places);
  return async (finished, { report, now, remainingMs }) => {
    const rows = finished.flatMap(archivedOf);
    if (rows.length === 0) return;
    const untilMs = now() + Math.min(LONGEST_MS, remainingMs() - RESERVE_MS);
    const records = packed(rows.map(encodeArchived));
    const oversized = records.filter(({ bytes }) => bytes.length > MOST_RECORD_BYTES);
    const { left, reason } = await delivery.of(
      records.filter((record) => !oversized.includes(record)),
      Math.max(0, untilMs - now()),
      now,
    );
    const others = [...oversized, ...left];
    if (others.length === 0) return;
    const first = rows[0].identity;
    const line = { rows: countOf(others), first, last: rows[rows.length - 1].identity };
    try {
      await places.put(others, LONGEST_MS);
      report.archive({ ...line, kept: true, reason });
    } catch (error) {
      report.archive({ ...line, kept: false, reason: `${reason}; ${error}` });
    }
  };
}

/** The delivery stream, which is left alone for a minute after a failure. */
class Delivery {
  readonly #places: ArchivePlaces;
  #restsUntilMs = 0;

  constructor(places: ArchivePlaces) {
    this.#places = places;
  }

  /** @returns what is left, and why */
  async of(records: readonly ArchiveRecord[], budgetMs: number, now: () => number) {
    if (records.length === 0) return { left: records, reason: 'a row is larger than a record of the delivery stream' };
    if (now() < this.#restsUntilMs) return { left: records, reason: 'the delivery stream failed a moment ago' };
    let left = records;
    let reason = 'the delivery stream refused some';
    try {
      left = await this.#places.deliver(records, budgetMs);
    } catch (error) {
      reason = String(error);
    }
    if (left.length > 0) this.#restsUntilMs = now() + REST_MS;
    return { left, reason };
  }
}

function archivedOf(entry: Entry): ArchivedVerdict[] {
  if (entry.state.kind !== 'done') return [];
  const { observation, verdict, arrivalMs } = toAnomaly(entry);
  const { unread: _, ...read } = observation;
  const flags = entry.decoded.ok ? entry.decoded.flags : undefined;
  const { decision } = entry.state;
  const identity = identityOfEntry(entry);
  return [
    {
      identity,
      arrivalMs,
      observation: read,
      verdict,
      ...(flags && { flags }),
      ...(decision && { decided: decision }),
    },
  ];
}

/** Lines in their order, as many in a record as its size allows. */
function packed(lines: readonly string[]): ArchiveRecord[] {
  const records: ArchiveRecord[] = [];
  let held: Buffer[] = [];
  let bytes = 0;
  const close = () => {
    if (held.length > 0) records.push({ bytes: Buffer.concat(held), rows: held.length });
    held = [];
    bytes = 0;
  };
  for (const line of lines) {
    const own = Buffer.from(`${line}\n`);
    if (bytes + own.length > RECORD_BYTES) close();
    held.push(own);
    bytes += own.length;
  }
  close();
  return records;
}

function countOf(records: readonly ArchiveRecord[]): number {
  return records.reduce((sum, { rows }) => sum + rows, 0);
}
