import { expect } from 'vitest';
import { readSettings, SettingsError } from '../../lib/settings.ts';

/** What a user reads when these settings are wrong. */
export function complaint(context: Record<string, unknown>): string {
  try {
    readSettings(context);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('the settings were taken');
}
