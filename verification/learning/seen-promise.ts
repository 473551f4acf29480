import { plainTable } from '../../scripts/cli/plain-table.ts';

/** One thing that is promised of learning, and what was seen of it. */
export interface SeenPromise {
  readonly promise: string;
  readonly seen: string;
  readonly held: boolean;
}

/** The promises for people. */
export function promiseTable(promises: readonly SeenPromise[]): string {
  const rows = promises.map(({ promise, seen, held }) => [promise, seen, held ? 'held' : 'NOT HELD']);
  return plainTable(rows, ['promise', 'seen', '']);
}
