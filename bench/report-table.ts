import Table from 'cli-table3';
import { writeText } from '../scripts/cli/write-text.ts';

/** Figures as text, ready to be shown anywhere. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Prints a table, and writes it as JSON where a file is named. */
export async function reportTable(table: TextTable, jsonFile?: string): Promise<void> {
  const printed = new Table({ head: [...table.head], style: { head: [], border: [] } });
  for (const row of table.rows) printed.push([...row]);
  console.log(printed.toString());
  if (jsonFile !== undefined) await writeText(jsonFile, `${JSON.stringify(table, null, 2)}\n`);
}
