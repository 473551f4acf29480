import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';

/** The environment of a process, in which npm says what it took for itself. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Writes a command as people type it, up to its options. */
export function typedName(command: Command): string {
  if (command.parent) return `${typedName(command.parent)} ${command.name()}`;
  // What is no script of package.json is named by all that is typed: `node bench/equality.ts`.
  return command.name().includes(' ') ? command.name() : `npm run ${command.name()} --`;
}

/**
 * Says which options of a command npm kept for itself. Without a second `--` npm takes `--data=rows.csv` for a setting
 * of its own and hands it on as `npm_config_data=rows.csv`; of `--data rows.csv` it makes `npm_config_data=true`, and
 * leaves `rows.csv` behind as a word. (Seen with npm 11.19. npm 12 stops at an option that it does not know, and does
 * this with those that it knows: `--name`, `--json`, `--dry-run`.)
 *
 * @param args what came through to the command
 * @param npmrc the person's own settings of npm: what stands there was not typed
 * @returns a sentence with the command line that was wanted; undefined where npm kept nothing
 */
export function optionsTakenByNpm(
  command: Command,
  args: readonly string[],
  env: Environment,
  npmrc: string,
): string | undefined {
  // `run-script` in older ones
  if (!env.npm_command?.startsWith('run') || args.includes('--help')) return undefined;
  const called = command.commands.find((each) => args.includes(each.name())) ?? command;
  const settings = npmrc.split('\n').map((line) => line.split('=')[0].trim());
  const taken = called.options.filter(
    (option) =>
      valueAtNpm(option, env) !== undefined && !isGiven(option, args) && !settings.includes(settingOf(option)),
  );
  if (taken.length === 0) return undefined;
  const kept = taken.map(({ long }) => long).join(', ');
  const wanted = [typedName(called), ...wantedArguments(called, taken, args, env)].join(' ');
  return `npm kept ${kept} for itself, because options of a command stand behind a second --; wanted: ${wanted}`;
}

/** Reads the settings that npm read before it ran the script. */
export function readNpmrc({
  npm_config_userconfig,
  npm_config_globalconfig,
  npm_config_local_prefix,
}: Environment): string {
  const ofProject = npm_config_local_prefix && join(npm_config_local_prefix, '.npmrc');
  const files = [npm_config_userconfig, npm_config_globalconfig, ofProject].filter((file) => file !== undefined);
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
}

function isGiven(option: Option, args: readonly string[]): boolean {
  return args.some((arg) => [option.short, option.long].includes(arg.split('=')[0]));
}

/** The setting of npm for which an option is taken. */
function settingOf(option: Option): string {
  return option.negate ? option.name().replace(/^no-/, '') : option.name();
}

function valueAtNpm(option: Option, env: Environment): string | undefined {
  const value = env[`npm_config_${settingOf(option).replaceAll('-', '_')}`];
  if (option.negate) return value === '' ? value : undefined;
  // npm has a `-c`, too, short for `--call`
  return value ?? (option.short === '-c' ? env.npm_config_call : undefined);
}

/** What npm kept, with its values as far as they are known, and then what came through. */
function wantedArguments(
  command: Command,
  taken: readonly Option[],
  args: readonly string[],
  env: Environment,
): string[] {
  const came = args.filter((arg) => arg !== command.name());
  const firstOption = came.findIndex((arg) => arg.startsWith('-'));
  // Words in front are values that lost their options, unless the command takes words.
  const wordCount = command.registeredArguments.length > 0 ? 0 : firstOption < 0 ? came.length : firstOption;
  const torn = taken.filter((option) => option.required && valueAtNpm(option, env) === 'true');
  const onlyWord = torn.length === 1 && wordCount === 1 ? came[0] : undefined;
  const knownValue = (option: Option) => (torn.includes(option) ? onlyWord : valueAtNpm(option, env));
  return [...taken.map((option) => asTyped(option, knownValue(option))), ...came.slice(wordCount)];
}

function asTyped(option: Option, value: string | undefined): string {
  if (!option.required || value === undefined || value === '') return option.flags;
  return `${option.long} ${/^[\w./:=,%@+-]+$/.test(value) ? value : JSON.stringify(value)}`;
}
