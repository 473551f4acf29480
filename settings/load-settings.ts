import { existsSync, readFileSync } from 'node:fs';
import { checkSettings, type SettingTexts } from './check-settings.ts';
import { SettingsError } from './settings-error.ts';
import { readSettingsFile, SETTINGS_FILE, type SettingsFile } from './settings-file.ts';
import { SETTING_NAMES, type Settings } from './settings-schema.ts';
import { ofStage, STAGE_VARIABLE, stageInstallations } from './stages.ts';

/** `-c settings=FILE` reads another file, and with this word none. */
const NO_FILE = 'none';

interface LoadedSettings {
  readonly settings: Settings;
  /** What a user should know although nothing is wrong, in one line. */
  readonly notice?: string;
  /** Names of the installations that the file's stages are. */
  readonly stages: readonly string[];
}

/**
 * The settings for one synthesis: those of the file in this folder, under those of the command line.
 *
 * @param context all context of the CDK. Its own (feature flags, lookups) is told apart by its punctuation; a plain
 * word that is no setting is a misspelt one
 * @throws {SettingsError} listing every problem found
 */
export function loadSettings(context: Readonly<Record<string, unknown>>): LoadedSettings {
  refuseSettingsInCdkJson();
  const { settings: fileName, stage, ...overrides } = textsIn(context);
  const whole = fileName === NO_FILE ? undefined : fileNamed(fileName);
  const file = whole && ofStage(whole, stage ?? stageOfShell());
  if (!whole && stage !== undefined) ofStage({ name: fileName ?? SETTINGS_FILE, values: {} }, stage);
  const settings = checkSettings({ file, overrides });
  const stages = whole ? stageInstallations(whole) : [];
  const given = Object.entries(overrides).map(([name, text]) => `-c ${name}=${text}`);
  if (!file || given.length === 0) return { settings, stages };
  const verb = given.length === 1 ? 'overrides' : 'override';
  return { settings, stages, notice: `${given.join(' ')} ${verb} ${file.name} for this command` };
}

function textsIn(context: Readonly<Record<string, unknown>>): SettingTexts {
  const ours = Object.entries(context).filter(([name]) => /^[A-Za-z][A-Za-z0-9]*$/.test(name));
  const texts = ours.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  return Object.fromEntries(texts);
}

/**
 * What this folder's file says, or another one, of the stage that {@link STAGE_VARIABLE} names where there are some.
 *
 * @throws {SettingsError} when there is no such stage, or stages and none is named
 */
export function settingsOfFolder(fileName = SETTINGS_FILE): SettingsFile | undefined {
  const file = readSettingsFile(fileName);
  return file && ofStage(file, stageOfShell());
}

function stageOfShell(): string | undefined {
  return process.env[STAGE_VARIABLE];
}

function fileNamed(name: string | undefined): SettingsFile | undefined {
  if (name === undefined) return readSettingsFile(SETTINGS_FILE);
  const file = readSettingsFile(name);
  if (file) return file;
  throw new SettingsError([`there is no file ${name}, wanted -c settings=FILE or -c settings=${NO_FILE}`]);
}

/** They would count for every command, which is what the file is for, and look as if each command had overridden it. */
function refuseSettingsInCdkJson(): void {
  if (!existsSync('cdk.json')) return;
  const { context = {} } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const found = SETTING_NAMES.filter((name) => Object.hasOwn(context, name));
  if (found.length === 0) return;
  throw new SettingsError([
    `cdk.json has ${found.join(', ')} in its context, where settings no longer count: ` +
      `move them to ${SETTINGS_FILE}, npm run settings -- set NAME VALUE`,
  ]);
}
