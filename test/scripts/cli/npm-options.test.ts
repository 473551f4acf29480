import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { optionsTakenByNpm, readNpmrc } from '../../../scripts/cli/npm-options.ts';
import { runScript, runScriptWith } from '../../support/run-script.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const PROJECT = join(import.meta.dirname, '../../..');

const train = new Command('train')
  .requiredOption('--data <files...>')
  .option('--alert-budget <budget>')
  .option('--dry-run')
  .option('--no-header')
  .option('-c, --context <name=value>');

const store = new Command('store');
store.command('list').option('--since <time>');
store.command('set').argument('<words...>').option('--file <file>');

/** What is said of the command line that npm 11.19 makes of one without the second `--`. */
function said(command: Command, args: readonly string[], settings: Record<string, string>, npmrc = '') {
  return optionsTakenByNpm(command, args, { npm_command: 'run', ...settings }, npmrc);
}

function wanted(command: Command, args: readonly string[], settings: Record<string, string>) {
  return said(command, args, settings)?.split('; wanted: ')[1];
}

describe('options without the second --', () => {
  // npm run train --data a.csv
  test.each([
    ['--data=a.csv', [], { npm_config_data: 'a.csv' }, '--data a.csv'],
    ['--data a.csv', ['a.csv'], { npm_config_data: 'true' }, '--data a.csv'],
    ['--data="my file.csv"', [], { npm_config_data: 'my file.csv' }, '--data "my file.csv"'],
    [
      '--alert-budget=5/day -- --data a',
      ['--data', 'a'],
      { npm_config_alert_budget: '5/day' },
      '--alert-budget 5/day --data a',
    ],
    ['--dry-run -- --data a', ['--data', 'a'], { npm_config_dry_run: 'true' }, '--dry-run --data a'],
    ['--no-header -- --data a', ['--data', 'a'], { npm_config_header: '' }, '--no-header --data a'],
    ['-c a=b -- --data a', ['--data', 'a'], { npm_config_call: 'a=b' }, '--context a=b --data a'],
    ['--data="$NOTHING"', [], { npm_config_data: '' }, '--data <files...>'],
    [
      '--data a.csv --alert-budget 5/day',
      ['a.csv', '5/day'],
      { npm_config_data: 'true', npm_config_alert_budget: 'true' },
      '--data <files...> --alert-budget <budget>',
    ],
  ])('are said with the command line that was wanted: %s', (_, args, settings, line) => {
    expect(wanted(train, args, settings)).toBe(`npm run train -- ${line}`);
  });

  test('of a command in a command are said with it, wherever they stood', () => {
    const settings = { npm_config_since: 'true' };
    expect(wanted(store, ['list', '7d'], settings)).toBe('npm run store -- list --since 7d');
    expect(wanted(store, ['7d', 'list'], settings)).toBe('npm run store -- list --since 7d');
    expect(wanted(store, ['set', 'a', 'b'], { npm_config_file: 'x' })).toBe('npm run store -- set --file x a b');
  });

  test('are named, with the reason', () => {
    expect(said(train, [], { npm_config_data: 'a', npm_config_dry_run: 'true' })).toMatch(
      /^npm kept --data, --dry-run for itself, because options of a command stand behind a second --; wanted: /,
    );
  });
});

describe('nothing is said', () => {
  const settings = { npm_config_data: 'a.csv' };

  test.each([
    ['of settings of npm that are no option', [], { npm_config_registry: 'x', npm_config_yes: '' }],
    ['of an option that was given, too', ['--data', 'b.csv'], settings],
    ['of an option that was given with =', ['--data=b.csv'], settings],
    ['to who asks for help', ['--help'], settings],
    ['of what a command that npm did not run finds', [], { ...settings, npm_command: '' }],
    ['of an option without `no-` before it', [], { npm_config_header: 'true' }],
  ])('%s', (_, args, found) => {
    expect(said(train, args, found)).toBeUndefined();
  });

  test("of the person's own settings of npm", () => {
    const npmrc = temporaryFile('.npmrc', '; mine\ndry-run = true\n');
    const env = { npm_config_userconfig: npmrc, npm_config_globalconfig: '/nowhere/npmrc' };
    expect(readNpmrc(env)).toContain('dry-run');
    expect(said(train, [], { npm_config_dry_run: 'true' }, readNpmrc(env))).toBeUndefined();
    expect(said(train, [], { npm_config_data: 'true' }, readNpmrc(env))).toBeDefined();
  });
});

describe('a command', () => {
  test('ends with 2 before it does anything', async () => {
    const { exitCode, stdout, stderr } = await runScriptWith(
      { npm_command: 'run', npm_config_out: 'm' },
      'train',
      'a.csv',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      'error: npm kept --out for itself, because options of a command stand behind a second --; wanted: npm run train -- --out m\n',
    );
  });

  test('notices what this npm keeps, with an option that every npm knows', async () => {
    const stderr = await new Promise((resolve) => {
      execFile(
        'npm',
        ['run', 'redrive', '--dry-run', '--', '--from', 'a-bucket'],
        { cwd: PROJECT },
        (_error, _stdout, text) => resolve(text),
      );
    });
    expect(stderr).toContain('wanted: npm run redrive -- --dry-run --from a-bucket');
  });

  test('that gets words which it does not take says where options stand', async () => {
    const { exitCode, stderr } = await runScript('train', 'id', '--data', 'a.csv', '--out', 'm');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('options of a command stand behind a second --');
  });

  test('is named in its usage as people type it, with the options that must be there', async () => {
    const { stdout } = await runScript('train', '--help');
    expect(stdout).toMatch(/^Usage: npm run train -- --out <folder> \[options\]\n/);
    const list = await runScript('quarantine', 'list', '--help');
    expect(list.stdout).toMatch(/^Usage: npm run quarantine -- list \[options\]\n/);
    const wrong = await runScript('status', '--nam', 'x');
    expect(wrong.stderr).toContain('(npm run status -- --help says more)');
  });

  test('has the name of its script in package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    const files = Object.entries<string>(scripts).filter(([, line]) => /^node [\w/-]+\.ts$/.test(line));
    expect(files.length).toBeGreaterThan(20);
    for (const [name, line] of files) {
      expect(readFileSync(join(PROJECT, line.slice('node '.length)), 'utf8')).toContain(`new Command('${name}')`);
    }
  });
});
