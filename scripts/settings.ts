import { Command, Option } from 'commander';
import { withoutSettings, withSettings } from '../settings/change-settings.ts';
import { changedSettings, type EffectiveSetting, effectiveSettings } from '../settings/effective-settings.ts';
import { unknownName } from '../settings/setting-names.ts';
import { readSettingsFile, SETTINGS_FILE, type SettingsFile, writeSettingsFile } from '../settings/settings-file.ts';
import { ofStage } from '../settings/stages.ts';
import { stageOption } from './cli/context-option.ts';
import { runCommand, UsageError } from './cli/run-command.ts';

const fileOption = () => new Option('--file <file>', 'the settings file').default(SETTINGS_FILE);

const command = new Command('settings').description(
  'See and change the settings that the next deployment takes. docs/settings.md has them all.',
);
command
  .command('set')
  .description('write settings into the file, when all of it is right then')
  .argument('<name-value...>', 'cooldownSeconds 600, alertEmail a@example.com,b@example.com, ...')
  .addOption(fileOption())
  .addOption(stageOption())
  .action(set);
command
  .command('unset')
  .description('take settings out of the file, so that their defaults count')
  .argument('<names...>')
  .addOption(fileOption())
  .addOption(stageOption())
  .action(unset);
command
  .command('get')
  .description('show what counts, and where it comes from')
  .argument('[names...]', 'only these')
  .addOption(fileOption())
  .addOption(stageOption())
  .action(get);
command
  .command('diff')
  .description('show what differs from the defaults')
  .addOption(fileOption())
  .addOption(stageOption())
  .action(diff);

interface Options {
  readonly file: string;
  readonly stage?: string;
}

function set(words: readonly string[], { file, stage }: Options): void {
  if (words.length % 2 === 1) throw new UsageError(`wanted a value after each name, got none after ${words.at(-1)}`);
  const pairs = words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]] as const] : []));
  change(
    withSettings(fileOf(file), Object.fromEntries(pairs), stage),
    pairs.map(([name]) => name),
    stage,
  );
}

function unset(names: readonly string[], { file, stage }: Options): void {
  change(withoutSettings(fileOf(file), names, stage), names, stage);
}

/** Writes the file and says what counts now, in each stage that it concerns. */
function change(file: SettingsFile, names: readonly string[], stage: string | undefined): void {
  writeSettingsFile(file);
  const stages = stage === undefined ? Object.keys(file.stages ?? {}) : [stage];
  const changed = stages.length === 0 ? [file] : stages.map((each) => ofStage(file, each));
  const all = changed.flatMap((each) => effectiveSettings(each));
  console.log(lines(all.filter(({ name }) => names.includes(name))));
}

function get(names: readonly string[], { file, stage }: Options): void {
  const all = effectiveSettings(ofStage(fileOf(file), stage));
  const unknown = names.filter((wanted) => !all.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new Error(unknown.map((name) => `setting ${name} ${unknownName(name)}`).join('\n'));
  console.log(lines(names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all));
}

function diff({ file, stage }: Options): void {
  const changed = changedSettings(ofStage(fileOf(file), stage)).map(
    (each) => `${lines([each])}, by default ${shown(each.defaultValue)}`,
  );
  console.log(changed.length > 0 ? changed.join('\n') : 'every setting has its default');
}

function fileOf(name: string): SettingsFile {
  return readSettingsFile(name) ?? { name, values: {} };
}

/** A line each: the name, where it comes from, the value. */
function lines(settings: readonly EffectiveSetting[]): string {
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const nameWidth = width(settings.map(({ name }) => name));
  const fromWidth = width(settings.map(({ from }) => from));
  return settings
    .map(({ name, from, value }) => `${name.padEnd(nameWidth)}  ${from.padEnd(fromWidth)}  ${shown(value)}`)
    .join('\n');
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'not set';
}

await runCommand(command);
