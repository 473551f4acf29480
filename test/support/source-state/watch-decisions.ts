import { type Entry, identityOfEntry, isAnomalous } from '../../../lambda/consumer/entry.ts';
import { countedIn } from '../consumer/counted-in.ts';
import type { InMemoryAws } from '../consumer/in-memory-aws.ts';

/** Decisions that count an anomaly in an incident. */
const COUNTING: readonly string[] = ['opened', 'worsened', 'changed', 'resumed', 'joined', 'evidence', 'held'];

/** What became of anomalies: what was said of each, and what the incident table says. */
export class WatchedDecisions {
  readonly #aws: InMemoryAws;
  readonly #problems: string[];
  /** By `KEY/IDENTITY`: what each delivery that finished it said. */
  readonly #decisions = new Map<string, string[]>();
  /** Which observation has an alert's id. */
  readonly #decided = new Map<string, string>();

  constructor(aws: InMemoryAws, problems: string[]) {
    this.#aws = aws;
    this.#problems = problems;
  }

  /** @param key of its shard */
  done(key: string, entry: Entry): void {
    const name = `${key}/${identityOfEntry(entry)}`;
    const { decision = 'none', alertId = name } = (entry.state.kind === 'done' && entry.state.decision) || {};
    const before = this.#decisions.get(name) ?? [];
    this.#decisions.set(name, [...before, isAnomalous(entry) ? decision : 'usual']);
    if (!COUNTING.includes(decision)) return;
    if (before.some((each) => COUNTING.includes(each))) this.#problems.push(`${name} was decided twice`);
    if ((this.#decided.get(alertId) ?? name) !== name) this.#problems.push(`${name} has the alert of another`);
    this.#decided.set(alertId, name);
  }

  /** An anomaly of a record that is finished, and that no delivery found usual, or only observed, was counted. */
  finished(record: string): void {
    const counted = new Set(this.#aws.tableWrites.flatMap(({ after }) => [...countedIn(after)]));
    for (const [name, decisions] of this.#decisions) {
      if (!name.startsWith(`${record}:`) || counted.has(name)) continue;
      const isToCount = decisions.every((each) => each === 'already_counted' || COUNTING.includes(each));
      if (isToCount) this.#problems.push(`${name} is finished and not counted`);
    }
  }

  /** Looks at all that was written to the table. */
  compareWrites(): void {
    const [counted, alerts] = [new Set<string>(), new Set<string>()];
    for (const { before, after } of this.#aws.tableWrites) {
      const known = countedIn(before);
      for (const name of countedIn(after)) {
        if (!known.has(name) && counted.has(name)) this.#problems.push(`${name} was counted twice`);
        counted.add(name);
      }
      for (const [id, { alert }] of Object.entries(after.pending)) {
        // A test is counted nowhere, and may be told again.
        if (alert.kind === 'opened' && alert.test) continue;
        if (!Object.hasOwn(before?.pending ?? {}, id) && alerts.has(id)) this.#problems.push(`alert ${id} came twice`);
        alerts.add(id);
      }
    }
  }
}
