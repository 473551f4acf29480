import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRulesFile } from '../../settings/rules-file.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

describe('a file of rules', () => {
  it('is read with the texts of the calendars beside it, and without what editors want', () => {
    const rules = [{ name: 'a' }];
    const calendars = { plant: { file: 'plant.ics' }, own: { text: 'BEGIN:VCALENDAR' } };
    const file = temporaryFile('rules.json', JSON.stringify({ $schema: './docs/rules.schema.json', calendars, rules }));
    writeFileSync(join(dirname(file), 'plant.ics'), 'BEGIN:VCALENDAR\nEND:VCALENDAR\n');
    expect(readRulesFile(file)).toEqual({
      calendars: { plant: { text: 'BEGIN:VCALENDAR\nEND:VCALENDAR\n' }, own: { text: 'BEGIN:VCALENDAR' } },
      rules,
    });
  });

  it.each([
    ['is not JSON', '{', /rules: .* is not JSON/],
    ['is no object', '[]', /rules: .* holds \[\], wanted an object/],
    [
      'names a calendar that is not there',
      '{"calendars":{"a":{"file":"no.ics"}},"rules":[]}',
      /rules: ENOENT.*no\.ics/,
    ],
    [
      'is wrong in two places',
      '{"rules":[{"name":""},{"direction":"up"}]}',
      /rules\.0\.name.*\n.*rules\.1\.direction/s,
    ],
  ])('that %s is refused', (_, text, wanted) => {
    const file = temporaryFile('rules.json', text);
    expect(() => readRulesFile(file)).toThrow(SettingsError);
    expect(() => readRulesFile(file)).toThrow(wanted);
  });

  it('that is not there is refused', () => {
    expect(() => readRulesFile('/nowhere/rules.json')).toThrow(/rules: ENOENT/);
  });
});
