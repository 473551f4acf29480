import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../../settings/settings-error.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/**
 * Refuses a model to which a number means a missing value that means itself to the consumer: what is known of sources
 * would learn it as a value. Learning depends on settings alone, never on the model, which may change at any time.
 *
 * @throws {SettingsError} saying which setting to change
 */
export function checkMissingValues({ model, missingValues = [], sourceState }: Settings): void {
  if (sourceState === 'off') return;
  const { missingValues: ofModel = [] } = JSON.parse(readFileSync(path.join(model, 'model.json'), 'utf8'));
  const left = (ofModel as number[]).filter((value) => !missingValues.includes(value));
  if (left.length === 0) return;
  const all = [...missingValues, ...left].join(',');
  throw new SettingsError([
    `the model ${model} takes ${left.join(', ')} for a missing value, and the past of sources would learn it as a value: npm run settings -- set missingValues ${all}`,
  ]);
}
