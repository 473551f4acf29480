import { plainTable } from '../../scripts/cli/plain-table.ts';

/** One thing that is promised of learning, and what was seen of it. */
export interface Statement {
  readonly promise: string;
  readonly seen: string;
  readonly held: boolean;
}

/** The statements for people. */
export function statementTable(statements: readonly Statement[]): string {
  const rows = statements.map(({ promise, seen, held }) => [promise, seen, held ? 'held' : 'NOT HELD']);
  return plainTable(rows, ['promise', 'seen', '']);
}
