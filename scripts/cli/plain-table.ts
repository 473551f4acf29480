import Table from 'cli-table3';

/** A table without lines between its rows. @param head column names; absent where the first column names the rows */
export function plainTable(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const first = head ?? rows[0] ?? [];
  const table = new Table({
    ...(head ? { head: [...head] } : {}),
    chars: noRules,
    style: { head: [], border: [] },
    colAligns: first.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
