import { expect } from 'vitest';
import { checkSettings, type GivenSettings } from '../../settings/check-settings.ts';
import { SettingsError } from '../../settings/settings-error.ts';

type Values = Readonly<Record<string, unknown>>;

/** Each setting as it can only have been given: text after `-c`, everything else in the file. */
export function given(values: Values): GivenSettings {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  const isText = ([, value]: [string, unknown]) => typeof value === 'string';
  return {
    file: { name: 'weir.json', values: Object.fromEntries(entries.filter((entry) => !isText(entry))) },
    overrides: Object.fromEntries(entries.filter(isText)) as Record<string, string>,
  };
}

/** What a user reads when these settings are wrong. */
export function complaint(settings: GivenSettings): string {
  try {
    checkSettings(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('the settings were taken');
}
