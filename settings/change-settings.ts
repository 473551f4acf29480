import { checkSettings, type SettingTexts } from './check-settings.ts';
import { fromText } from './from-text.ts';
import { unknownName } from './setting-names.ts';
import { SettingsError } from './settings-error.ts';
import type { SettingsFile } from './settings-file.ts';
import { SETTING_NAMES } from './settings-schema.ts';
import { ofStage } from './stages.ts';

/**
 * The file with these settings, as texts, in place of what it said of them.
 *
 * @param stage whose settings they are, which is made where it is new; those of all stages when undefined
 * @throws {SettingsError} listing everything that would be wrong then
 */
export function withSettings(file: SettingsFile, texts: SettingTexts, stage?: string): SettingsFile {
  const rest = changed(file, stage, (values) => leftOf(values, Object.keys(texts)));
  for (const each of stagesOf(rest, stage))
    checkSettings({ file: each, overrides: leftOf(texts, Object.keys(each.own)) });
  const given = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fromText(name, text)]));
  const next = changed(file, stage, (values) => ({ ...values, ...given }));
  for (const each of stagesOf(next, stage)) checkSettings({ file: each });
  return next;
}

/**
 * The file without these settings, whose defaults count then, or of a stage what counts for all.
 *
 * @throws {SettingsError} listing everything that would be wrong then, and each name that neither the file nor Weir has
 */
export function withoutSettings(file: SettingsFile, names: readonly string[], stage?: string): SettingsFile {
  const known = [...Object.keys(valuesOf(file, stage)), ...SETTING_NAMES];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new SettingsError(unknown.map((name) => `setting ${name} ${unknownName(name)}`));
  const rest = changed(file, stage, (values) => leftOf(values, names));
  for (const each of stagesOf(rest, stage)) checkSettings({ file: each });
  return rest;
}

type Values = SettingsFile['values'];

function valuesOf({ values, stages = {} }: SettingsFile, stage: string | undefined): Values {
  return stage === undefined ? values : (stages[stage] ?? {});
}

function changed(file: SettingsFile, stage: string | undefined, change: (values: Values) => Values): SettingsFile {
  const values = change(valuesOf(file, stage));
  return stage === undefined ? { ...file, values } : { ...file, stages: { ...file.stages, [stage]: values } };
}

/** What counts in each stage that a change of this one, or of what is common to all, concerns; and what is its own. */
function stagesOf(file: SettingsFile, stage: string | undefined): (SettingsFile & { readonly own: Values })[] {
  if (stage !== undefined) return [{ ...ofStage(file, stage), own: {} }];
  const { stages = {} } = file;
  const names = Object.keys(stages);
  return names.length === 0
    ? [{ ...file, own: {} }]
    : names.map((each) => ({ ...ofStage(file, each), own: stages[each] }));
}

function leftOf<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
