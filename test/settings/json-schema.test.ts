import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsJsonSchema } from '../../settings/json-schema.ts';
import { rulesJsonSchema } from '../../settings/rules-json-schema.ts';
import { SETTING_NAMES, settingsSchema } from '../../settings/settings-schema.ts';

it('is what docs/weir.schema.json says; `npx vitest run test/settings --update` writes it', async () => {
  expect(existsSync('docs/weir.schema.json')).toBe(true);
  await expect(`${JSON.stringify(settingsJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../docs/weir.schema.json');
});

it('is what docs/rules.schema.json says of rules; `npx vitest run test/settings --update` writes it', async () => {
  expect(existsSync('docs/rules.schema.json')).toBe(true);
  await expect(`${JSON.stringify(rulesJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../docs/rules.schema.json');
});

it.each(SETTING_NAMES)('says in words what %s is', (name) => {
  expect(settingsSchema.shape[name].description).toMatch(/^\S.{15,}\.$/);
});
