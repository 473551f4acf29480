import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../settings/settings-error.ts';
import { readSettingsFile, writeSettingsFile } from '../../settings/settings-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function fileWith(text: string): string {
  const name = join(temporaryFolder(), 'weir.json');
  writeFileSync(name, text);
  return name;
}

describe('a settings file', () => {
  it('may be absent', () => {
    expect(readSettingsFile(join(temporaryFolder(), 'weir.json'))).toBeUndefined();
  });

  it('may say where its schema is, which is no setting', () => {
    const name = fileWith('{"$schema":"./docs/weir.schema.json","shards":2}');
    expect(readSettingsFile(name)).toEqual({ name, values: { shards: 2 } });
  });

  it.each([
    ['{"shards":2', /weir\.json is not JSON: .*; wanted a JSON object of settings like/],
    ['', /weir\.json is not JSON/],
    ['[1]', /weir\.json holds \[1\], wanted a JSON object/],
    ['null', /weir\.json holds null, wanted a JSON object/],
  ])('is refused in a sentence when it is %j', (text, message) => {
    expect(() => readSettingsFile(fileWith(text))).toThrow(SettingsError);
    expect(() => readSettingsFile(fileWith(text))).toThrow(message);
  });

  it('is refused in a sentence when it is a folder', () => {
    const folder = temporaryFolder();
    expect(() => readSettingsFile(folder)).toThrow(`${folder} cannot be read: EISDIR`);
  });

  it('is begun with its schema, and written for people', () => {
    const name = join(temporaryFolder(), 'weir.json');
    writeSettingsFile({ name, values: { shards: 2 } });
    const [first, second, ...rest] = readFileSync(name, 'utf8').split('\n');
    expect([first, ...rest]).toEqual(['{', '  "shards": 2', '}', '']);
    expect(second).toMatch(/^ {2}"\$schema": "\.\.?\/.*docs\/weir\.schema\.json",$/);
    expect(readSettingsFile(name)?.values).toEqual({ shards: 2 });
  });

  it('keeps the schema that it names, and none where it names none', () => {
    const named = fileWith('{"$schema":"mine.json","shards":2}');
    writeSettingsFile({ name: named, values: { shards: 3 } });
    expect(JSON.parse(readFileSync(named, 'utf8'))).toEqual({ $schema: 'mine.json', shards: 3 });
    const bare = fileWith('{"shards":2}');
    writeSettingsFile({ name: bare, values: { shards: 3 } });
    expect(JSON.parse(readFileSync(bare, 'utf8'))).toEqual({ shards: 3 });
  });

  it('leaves nothing beside it', () => {
    const name = fileWith('{}');
    writeSettingsFile({ name, values: {} });
    expect(readdirSync(join(name, '..'))).toEqual(['weir.json']);
    expect(existsSync(`${name}.part`)).toBe(false);
  });
});
