import { SettingsError } from './settings-error.ts';
import type { SettingsFile } from './settings-file.ts';
import { settingsSchema } from './settings-schema.ts';

/** Chooses a stage for every command of a shell, where a command names none. */
export const STAGE_VARIABLE = 'WEIR_STAGE';

/** What names a stage, for sentences. */
const WAYS = `--stage NAME, -c stage=NAME, or ${STAGE_VARIABLE}=NAME for every command`;

/**
 * The settings of one stage: what the file says of all, under what it says of this one. An installation's name ends in
 * its stage, unless the stage has a `name` of its own.
 *
 * @param stage undefined where nobody named one
 * @throws {SettingsError} for a stage that the file does not have, and for none where it has some
 */
export function ofStage(file: SettingsFile, stage: string | undefined): SettingsFile {
  const { name, values, stages = {} } = file;
  const known = Object.keys(stages).join(', ');
  if (stage === undefined) {
    if (known === '') return file;
    throw new SettingsError([`${name} has the stages ${known}: say which one, with ${WAYS}`]);
  }
  if (!Object.hasOwn(stages, stage)) {
    const there = known === '' ? 'no stages' : `the stages ${known}`;
    throw new SettingsError([`there is no stage ${JSON.stringify(stage)} in ${name}, which has ${there}`]);
  }
  const installation = `${values.name ?? settingsSchema.shape.name.parse(undefined)}-${stage}`;
  return { name: `${name}, stage ${stage}`, values: { ...values, name: installation, ...stages[stage] } };
}

/** The names of the installations that stages are. */
export function stageInstallations(file: SettingsFile): readonly string[] {
  return Object.keys(file.stages ?? {}).map((stage) => String(ofStage(file, stage).values.name));
}
