import { expect, it } from 'vitest';
import { type FunctionTemplate, patchFunctionSettings } from '../../../scripts/cli/patch-function-settings.ts';
import { synthesise } from '../../support/synthesise.ts';
import { toldSettings } from '../../support/told-settings.ts';

const detection = () => synthesise().detection.toJSON() as FunctionTemplate;

function settingsIn({ Resources = {} }: FunctionTemplate, logicalIdPrefix: string) {
  const functions = Object.entries(Resources).filter(([, { Properties }]) => Properties?.Environment);
  return toldSettings(functions.find(([id]) => id.startsWith(logicalIdPrefix))![1].Properties!);
}

it('changes the settings of every function that has them, and no names', () => {
  const [before, changed] = [detection(), detection()];
  expect(patchFunctionSettings(changed, { cooldownMs: 500 })).toHaveLength(2);
  for (const name of ['ConsumerFunction', 'SweeperFunction']) {
    const { values, names } = settingsIn(before, name);
    expect(settingsIn(changed, name)).toEqual({ values: { ...values, cooldownMs: 500 }, names });
  }
});

it('leaves functions alone that do not have them, and gives back those that do', () => {
  const [before, changed] = [detection(), detection()];
  const [consumer, ...others] = patchFunctionSettings(changed, { scoringTimeoutMs: 5 });
  expect(others).toEqual([]);
  expect(consumer!.Timeout).toBe(120);
  expect(settingsIn(changed, 'ConsumerFunction').values.scoringTimeoutMs).toBe(5);
  expect(settingsIn(changed, 'SweeperFunction')).toEqual(settingsIn(before, 'SweeperFunction'));
});

it('says so when nobody has them', () => {
  expect(() => patchFunctionSettings({ Resources: {} }, { cooldownMs: 5 })).toThrow(
    'no function of the template has the settings cooldownMs',
  );
});
