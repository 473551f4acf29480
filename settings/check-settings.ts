import type { z } from 'zod';
import { conflicts } from './conflicts.ts';
import { fromText } from './from-text.ts';
import { unknownName } from './setting-names.ts';
import { SettingsError } from './settings-error.ts';
import type { SettingsFile } from './settings-file.ts';
import { type Settings, settingsSchema } from './settings-schema.ts';

export type SettingTexts = Readonly<Record<string, string>>;

export interface GivenSettings {
  readonly file?: SettingsFile;
  /** What `-c name=value` said: it counts more than the file. */
  readonly overrides?: SettingTexts;
}

/** @throws {SettingsError} listing every problem found */
export function checkSettings({ file, overrides = {} }: GivenSettings): Settings {
  const values = Object.fromEntries(Object.entries(overrides).map(([name, text]) => [name, fromText(name, text)]));
  const problems = [
    ...(file ? problemsOf(file.values, file.values, ` in ${file.name}`) : []),
    ...problemsOf(values, overrides, ''),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  const settings = settingsSchema.parse({ ...file?.values, ...values });
  const opposed = conflicts(settings);
  if (opposed.length > 0) throw new SettingsError(opposed.map((problem) => `setting ${problem}`));
  return settings;
}

type Values = Readonly<Record<string, unknown>>;

/** @param given the values as they were written, for the message */
function problemsOf(values: Values, given: Values, origin: string): string[] {
  const { error } = settingsSchema.safeParse(values);
  return (error?.issues ?? []).flatMap((issue) => describe(issue, given, origin));
}

function describe(issue: z.core.$ZodIssue, given: Values, origin: string): string[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return issue.keys.map((name) => `setting ${name}${origin} ${unknownName(name)}`);
  }
  const [name, ...inside] = issue.path.map(String);
  const where = inside.length > 0 ? ` (at ${inside.join('.')})` : '';
  return [`setting ${name}${origin} ${issue.message}${where}, got ${JSON.stringify(given[name!])}`];
}
