import { isDeepStrictEqual } from 'node:util';
import { checkSettings } from './check-settings.ts';
import type { SettingsFile } from './settings-file.ts';
import { SETTING_NAMES, type SettingName } from './settings-schema.ts';

export interface EffectiveSetting {
  readonly name: SettingName;
  /** Undefined where nothing is set and there is no default. */
  readonly value: unknown;
  /** What counts where the file says nothing. */
  readonly defaultValue: unknown;
  /** The file's name, or `default`. */
  readonly from: string;
}

/**
 * Every setting as it counts with this file.
 *
 * @throws {SettingsError} listing every problem of the file
 */
export function effectiveSettings(file: SettingsFile): EffectiveSetting[] {
  const [settings, defaults] = [checkSettings({ file }), checkSettings({})];
  return SETTING_NAMES.map((name) => ({
    name,
    value: settings[name],
    defaultValue: defaults[name],
    from: Object.hasOwn(file.values, name) ? file.name : 'default',
  }));
}

/** Those that are not as they would be without a file. */
export function changedSettings(file: SettingsFile): EffectiveSetting[] {
  return effectiveSettings(file).filter(({ value, defaultValue }) => !isDeepStrictEqual(value, defaultValue));
}
