import { checkSettings, type SettingTexts } from './check-settings.ts';
import { fromText } from './from-text.ts';
import { unknownName } from './setting-names.ts';
import { SettingsError } from './settings-error.ts';
import type { SettingsFile } from './settings-file.ts';
import { SETTING_NAMES } from './settings-schema.ts';

/**
 * The file with these settings, as texts, in place of what it said of them.
 *
 * @throws {SettingsError} listing everything that would be wrong then
 */
export function withSettings(file: SettingsFile, texts: SettingTexts): SettingsFile {
  checkSettings({ file: without(file, Object.keys(texts)), overrides: texts });
  const values = Object.entries(texts).map(([name, text]) => [name, fromText(name, text)]);
  return { ...file, values: { ...file.values, ...Object.fromEntries(values) } };
}

/**
 * The file without these settings, whose defaults count then.
 *
 * @throws {SettingsError} listing everything that would be wrong then, and each name that neither the file nor Weir has
 */
export function withoutSettings(file: SettingsFile, names: readonly string[]): SettingsFile {
  const known = [...Object.keys(file.values), ...SETTING_NAMES];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new SettingsError(unknown.map((name) => `setting ${name} ${unknownName(name)}`));
  const rest = without(file, names);
  checkSettings({ file: rest });
  return rest;
}

function without(file: SettingsFile, names: readonly string[]): SettingsFile {
  const kept = Object.entries(file.values).filter(([name]) => !names.includes(name));
  return { ...file, values: Object.fromEntries(kept) };
}
