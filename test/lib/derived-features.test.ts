import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Derivation } from '../../contracts/derive.ts';
import { derivedFeatures } from '../../lib/constructs/derived-features.ts';
import { checkSettings } from '../../settings/check-settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COUNT: Derivation[] = [{ count: '1h' }, { since: 'last' }];

/** A model folder that says what it derives. */
function modelThatDerives(derive: readonly Derivation[]): string {
  const folder = join(temporaryFolder(), 'model');
  cpSync('samples/model', folder, { recursive: true });
  const card = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...card, derive }));
  return folder;
}

function derivedWith(values: Record<string, unknown>) {
  return derivedFeatures(checkSettings({ file: { name: 'weir.json', values } }));
}

describe('what the consumer derives', () => {
  it('is what the model was trained with, or what the settings say where that is nothing', () => {
    expect(derivedWith({})).toBeUndefined();
    expect(derivedWith({ model: modelThatDerives(COUNT) })).toEqual(COUNT);
    expect(derivedWith({ derive: COUNT })).toEqual(COUNT);
    expect(derivedWith({ derive: COUNT, model: modelThatDerives(COUNT) })).toEqual(COUNT);
  });

  it('is not guessed where settings and model differ', () => {
    const model = modelThatDerives(COUNT);
    expect(() => derivedWith({ derive: ['velocity'], model })).toThrow(
      `derive is ["velocity"], and the model in ${model} was trained with [{"count":"1h"},{"since":"last"}]: ` +
        'remove the setting, or train again',
    );
  });

  it('needs sources with a past', () => {
    const model = modelThatDerives(COUNT);
    expect(() => derivedWith({ model, sourceState: 'off' })).toThrow(
      `the model in ${model} was trained with features that are derived of what sources did: set sourceState=on, or train without --derive`,
    );
    expect(() => derivedWith({ derive: COUNT, sourceState: 'off' })).toThrow(
      'derive is for sources with a past: set sourceState=on, or remove derive',
    );
  });

  it('has to fit into a function beside the mapping', () => {
    const mapping = (bytes: number) => ({ id: 'x'.repeat(bytes - '{"id":""}'.length) });
    const bytes = JSON.stringify(COUNT).length;
    expect(derivedWith({ derive: COUNT, mapping: mapping(2000 - bytes) })).toEqual(COUNT);
    expect(() => derivedWith({ derive: COUNT, mapping: mapping(2001 - bytes) })).toThrow(
      `mapping must be at most ${2000 - bytes} bytes of JSON beside derive with ${bytes}, which is what a function takes`,
    );
  });
});
