import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Derivation } from '../../contracts/derive.ts';
import { mappingRoom } from '../../settings/mapping-room.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/**
 * The features that the consumer derives: those of the model, or of the settings where the model has none.
 *
 * @throws {SettingsError} where both name some, and others; where the model wants some of sources without a past; and
 *   where a function has no room for them beside the mapping
 */
export function derivedFeatures(settings: Settings): readonly Derivation[] | undefined {
  const ofModel = derivedByModel(settings.model);
  const derive = ofModel ?? settings.derive;
  const problem = derive && problemOf(derive, ofModel, settings);
  if (problem) throw new SettingsError([problem]);
  return derive;
}

function problemOf(
  derive: readonly Derivation[],
  ofModel: readonly Derivation[] | undefined,
  settings: Settings,
): string | undefined {
  const { model, mapping, sourceState } = settings;
  if (sourceState === 'off') {
    return `the model in ${model} was trained with features that are derived of what sources did: set sourceState=on, or train without --derive`;
  }
  if (settings.derive && ofModel && !isDeepStrictEqual(settings.derive, ofModel)) {
    const [set, trained] = [settings.derive, ofModel].map((list) => JSON.stringify(list));
    return `derive is ${set}, and the model in ${model} was trained with ${trained}: remove the setting, or train again`;
  }
  const bytes = Buffer.byteLength(JSON.stringify(derive));
  const most = mappingRoom(settings) - bytes;
  if (Buffer.byteLength(JSON.stringify(mapping)) <= most) return undefined;
  return `mapping must be at most ${most} bytes of JSON beside derive with ${bytes}, which is what a function takes`;
}

/** @param modelDir a model folder that was found whole when it was packed */
function derivedByModel(modelDir: string): readonly Derivation[] | undefined {
  return JSON.parse(readFileSync(path.join(modelDir, 'model.json'), 'utf8')).derive;
}
