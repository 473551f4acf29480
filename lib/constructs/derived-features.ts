import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Derivation } from '../../contracts/derive.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/**
 * The features that the consumer derives: those of the model, or of the settings where the model has none.
 *
 * @throws {SettingsError} where both name some, and others; and where the model wants some of sources without a past
 */
export function derivedFeatures({ model, derive, sourceState }: Settings): readonly Derivation[] | undefined {
  const ofModel = derivedByModel(model);
  if (sourceState === 'off' && ofModel !== undefined) {
    throw new SettingsError([
      `the model in ${model} was trained with features that are derived of what sources did: set sourceState=on, or train without derive`,
    ]);
  }
  if (derive === undefined || ofModel === undefined || isDeepStrictEqual(derive, ofModel)) return ofModel ?? derive;
  throw new SettingsError([
    `derive is ${JSON.stringify(derive)}, and the model in ${model} was trained with ${JSON.stringify(ofModel)}: ` +
      'remove the setting, or train again',
  ]);
}

/** @param modelDir a model folder that was found whole when it was packed */
function derivedByModel(modelDir: string): readonly Derivation[] | undefined {
  return JSON.parse(readFileSync(path.join(modelDir, 'model.json'), 'utf8')).derive;
}
