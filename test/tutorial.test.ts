import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { generateDemoData } from '../scripts/demo/prepare-data.ts';

const PROJECT = join(import.meta.dirname, '..');
const PAGE = 'docs/tutorial.md';
const FOLDER = mkdtempSync(join(tmpdir(), 'weir-tutorial-'));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Blocks of what a shell shows: a command behind `$`, what it prints, the next command. */
const SHOWN = /(?<=\n```console\n)[\s\S]*?(?=```\n)/g;

/** What differs from run to run: names with hashes in them, moments of today, how fast this machine is. */
const OF_THE_RUN = [
  /\b[\w-]+-[0-9a-f]{12}\b/g,
  /\b[0-9a-f]{12,16}\b|(?<=feedback )[0-9a-f]{8}/g,
  /\b\d{40,}\b/g,
  /\b127\.0\.0\.1:\d+/g,
  /\b20(?!24)\d\d-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?Z?)?)?( UTC)?/g,
  /[\d.,]+ (?:ms|s|a second)\b.*/g,
  /^to \S+: [\d,]+ rows\n/gm,
];

const environment: NodeJS.ProcessEnv = { ...process.env };
let local: ChildProcess | undefined;

afterAll(async () => {
  if (local) {
    local.kill('SIGINT');
    await once(local, 'exit');
  }
  rmSync(FOLDER, { recursive: true });
});

/** Runs a command of the page in a shell. @returns what it prints */
async function run(command: string): Promise<string> {
  const here = command
    .replace(/\bnpm run ([\w:-]+)(?: --)?/, (_, name) => `node ${scripts[name].split(' ').at(-1)}`)
    .replaceAll(/out\/(demo|tutorial)/g, FOLDER);
  const printed = here.includes('scripts/local.ts') ? await startLocal(here) : await runShell(here);
  return printed.replaceAll(`${FOLDER}/observations`, 'out/demo/observations').replaceAll(FOLDER, 'out/tutorial');
}

function runShell(command: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd: PROJECT, env: environment }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** Goes on behind the other commands, which get its exports as somebody would paste them. */
async function startLocal(command: string): Promise<string> {
  const folder = join(FOLDER, 'local');
  local = spawn('sh', ['-c', `exec ${command} --port 0 --out ${folder}`], { cwd: PROJECT, env: environment });
  let printed = '';
  local.stdout!.on('data', (text) => {
    printed += text;
  });
  while (!printed.includes('Ctrl-C')) {
    if (local.exitCode !== null) throw new Error(`it ended: ${printed}`);
    await sleep(50);
  }
  for (const [, name, value] of printed.matchAll(/export (\w+)=(\S+)/g)) environment[name] = value;
  environment.STREAM = /StreamName +(\S+)/.exec(printed)![1];
  return printed;
}

function masked(text: string): string {
  return OF_THE_RUN.reduce((left, some) => left.replaceAll(some, '#'), text);
}

/** Runs the commands of a block; what it shows stays where only that differs which differs each time. */
async function runBlock(block: string): Promise<string> {
  let shown = '';
  for (const [, command, before] of block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
    let printed = await run(command);
    // What is on the way is waited for.
    for (
      let tries = 0;
      local && masked(printed) !== masked(before) && /incidents -- list|explain/.test(command);
      tries++
    ) {
      if (tries === 40) break;
      await sleep(250);
      printed = await run(command);
    }
    environment.INCIDENT ??= /^(\w{16}) .*2024-01-13 09:00/m.exec(printed)?.[1];
    shown += `$ ${command}\n${masked(printed) === masked(before) ? before : printed}`;
  }
  return shown;
}

it('the tutorial shows what its commands print; `--update` writes it', async () => {
  await generateDemoData(FOLDER);
  const page = readFileSync(PAGE, 'utf8');
  const blocks: string[] = [];
  for (const [block] of page.matchAll(SHOWN)) blocks.push(await runBlock(block));
  await expect(page.replace(SHOWN, () => blocks.shift()!)).toMatchFileSnapshot(`../${PAGE}`);
}, 240_000);

it('each command that the tutorial names is there', () => {
  const named = [...readFileSync(PAGE, 'utf8').matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});
