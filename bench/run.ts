import { spawnSync } from 'node:child_process';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { runCommand } from '../scripts/cli/run-command.ts';
import { checkWritable, writeText } from '../scripts/cli/write-text.ts';
import { type BenchLine, type Rivals, reached } from './bench-line.ts';
import { BENCHES } from './lines/index.ts';
import { findSklearnPython } from './sklearn/python.ts';

const command = new Command('bench')
  .description(
    'Speed, memory and size beside what a user could pick instead. Rivals that are not installed are left out.',
  )
  .addOption(new Option('--only <name>', 'one group').choices(BENCHES.map(({ name }) => name)))
  .option('--before <commit>', 'the older consumer beside the one that is here, that of this commit')
  .option('--json <file>', 'also write the lines as JSON')
  .action(bench);

interface BenchOptions {
  readonly only?: string;
  readonly before?: string;
  readonly json?: string;
}

async function bench({ only, before, json }: BenchOptions): Promise<void> {
  if (json !== undefined) await checkWritable(json);
  const rivals = { ...findRivals(), before };
  const lines: BenchLine[] = [];
  for (const group of BENCHES.filter(({ name }) => only === undefined || name === only)) {
    for await (const line of group.run(rivals)) {
      lines.push(line);
      console.error(`${line.work}: ${line.ratio.toPrecision(3)} (goal ${line.goal})`);
    }
  }
  console.log(tableOf(lines));
  if (json !== undefined) await writeText(json, `${JSON.stringify(lines, null, 2)}\n`);
}

function findRivals(): Rivals {
  const runs = (command: string, ...args: string[]) => spawnSync(command, args).error === undefined;
  const python = findSklearnPython();
  const flask =
    python !== undefined && spawnSync(python.command, ['-c', 'import flask, pandas, gunicorn']).status === 0;
  return { ...(python ? { python } : {}), flask, wrk: runs('wrk', '-v') };
}

function tableOf(lines: readonly BenchLine[]): string {
  const table = new Table({
    head: ['work', 'against', 'ours', 'theirs', 'ratio', 'goal', ''],
    style: { head: [], border: [] },
  });
  for (const line of lines) {
    const { work, rival, ours, theirs, ratio, goal, better } = line;
    const bound = `${better === 'higher' ? 'at least' : 'at most'} ${goal}`;
    table.push([work, rival, ours, theirs, ratio.toPrecision(3), bound, reached(line) ? 'reached' : 'missed']);
  }
  return table.toString();
}

await runCommand(command);
