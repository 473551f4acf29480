import { expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod/mini';
import type { Alert } from '../../contracts/alert.ts';
import { alertJsonSchema, type alertSchema, decodeAlert } from '../../contracts/alert-schema.ts';
import { SAMPLES } from '../messages/sample-alerts.ts';

it('is what docs/alert.schema.json says; `npx vitest run test/contracts/alert-schema.test.ts --update` writes it', async () => {
  await expect(`${JSON.stringify(alertJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../docs/alert.schema.json');
});

it('names each field that an alert has, and no other', () => {
  type Fields<T> = T extends unknown ? (string extends keyof T ? keyof RemoveIndex<T> : keyof T) : never;
  expectTypeOf<Fields<Alert>>().toEqualTypeOf<Fields<z.output<typeof alertSchema>>>();
});

type RemoveIndex<T> = { [Key in keyof T as string extends Key ? never : Key]: T[Key] };

it.each(Object.entries(SAMPLES))('takes an alert of the kind %s as it is', (_kind, alert) => {
  expect(decodeAlert(JSON.stringify(alert))).toEqual({ ok: true, value: JSON.parse(JSON.stringify(alert)) });
});

it.each([
  ['nothing', '', 'must be the JSON of an alert'],
  ['another JSON', '[]', /^the alert: /],
  ['a kind that there is not', JSON.stringify({ ...SAMPLES.opened, kind: 'coffee' }), /^kind: /],
  ['an alert that lacks a part', JSON.stringify({ ...SAMPLES.opened, anomaly: undefined }), /^anomaly: /],
])('refuses %s by what is wrong', (_what, json, message) => {
  const refused = decodeAlert(json);
  expect(refused.ok || refused.problem.message).toMatch(message);
});
