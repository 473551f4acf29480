import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withoutSettings, withSettings } from '../../settings/change-settings.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { readSettingsFile, writeSettingsFile } from '../../settings/settings-file.ts';
import { ofStage, stageInstallations } from '../../settings/stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FILE = {
  name: 'weir.json',
  values: { alertEmail: ['a@b.org'], cooldownSeconds: 600 },
  stages: { dev: { alerting: 'observe', cooldownSeconds: 60 }, prod: { name: 'Plant' } },
};

function fileWith(content: unknown): string {
  const name = join(temporaryFolder(), 'weir.json');
  writeFileSync(name, JSON.stringify(content));
  return name;
}

describe('a stage', () => {
  it('has the settings of all, with its own over them, and is in the name of its installation', () => {
    expect(ofStage(FILE, 'dev')).toEqual({
      name: 'weir.json, stage dev',
      values: { name: 'Weir-dev', alertEmail: ['a@b.org'], cooldownSeconds: 60, alerting: 'observe' },
    });
    expect(ofStage({ ...FILE, values: { name: 'Pumps' } }, 'dev').values.name).toBe('Pumps-dev');
  });

  it('has a name of its own where it says one', () => {
    expect(stageInstallations(FILE)).toEqual(['Weir-dev', 'Plant']);
  });

  it('is refused by name where there is none of it', () => {
    expect(() => ofStage(FILE, 'staging')).toThrow(
      'there is no stage "staging" in weir.json, which has the stages dev, prod',
    );
    expect(() => ofStage({ name: 'weir.json', values: {} }, 'dev')).toThrow(
      'there is no stage "dev" in weir.json, which has no stages',
    );
    expect(() => ofStage(FILE, 'toString')).toThrow('there is no stage "toString"');
  });

  it('must be named where there are some, and cannot be guessed', () => {
    expect(() => ofStage(FILE, undefined)).toThrow(/has the stages dev, prod: say which one, with --stage NAME/);
    expect(ofStage({ name: 'weir.json', values: {} }, undefined)).toEqual({ name: 'weir.json', values: {} });
  });
});

describe('settings of a stage', () => {
  it('are what -c stage=NAME loads, under what else -c says', () => {
    const settings = fileWith({ ...FILE.values, stages: FILE.stages });
    const loaded = loadSettings({ settings, stage: 'dev', cooldownSeconds: '30' });
    expect(loaded.settings).toMatchObject({ name: 'Weir-dev', alerting: 'observe', cooldownSeconds: 30 });
    expect(loaded.stages).toEqual(['Weir-dev', 'Plant']);
    expect(loaded.notice).toBe(`-c cooldownSeconds=30 overrides ${settings}, stage dev for this command`);
  });

  it('are refused with the stage in which they are wrong', () => {
    const wrong = (stages: unknown) => () => loadSettings({ settings: fileWith({ stages }), stage: 'dev' });
    expect(wrong({ dev: { shards: 0, alertmail: [] } })).toThrow(/setting shards in .*, stage dev must be a whole/);
    expect(wrong({ dev: { stages: {} } })).toThrow(/setting stages in .*, stage dev does not exist/);
    expect(wrong({ 'd ev': {} })).toThrow(/there is no stage "dev" in .*, which has the stages d ev/);
    expect(wrong(['dev'])).toThrow(/has the stages \["dev"\], wanted settings by stage, like/);
    expect(wrong({ dev: 'small' })).toThrow(/has the stages \{"dev":"small"\}, wanted settings by stage/);
  });

  it('may not be asked for where no file is read', () => {
    expect(() => loadSettings({ settings: 'none', stage: 'dev' })).toThrow('there is no stage "dev" in none');
  });

  it('are changed by themselves, and a new stage is made', () => {
    const changed = withSettings(FILE, { shards: '2' }, 'prod');
    expect(changed).toEqual({ ...FILE, stages: { ...FILE.stages, prod: { name: 'Plant', shards: 2 } } });
    expect(withSettings(FILE, { shards: '2' }, 'test').stages?.test).toEqual({ shards: 2 });
    expect(withoutSettings(FILE, ['alerting'], 'dev').stages?.dev).toEqual({ cooldownSeconds: 60 });
    expect(FILE.stages.prod).toEqual({ name: 'Plant' });
  });

  it('must be right in every stage when those of all are changed', () => {
    const staged = { name: 'weir.json', values: {}, stages: { dev: {}, prod: { streamMode: 'on-demand' } } };
    expect(() => withSettings(staged, { shards: '2' })).toThrow(/shards is for a provisioned stream/);
    expect(() => withSettings(staged, { name: 'A-name-of-thirty-letters-exactly'.slice(0, 30) })).toThrow(
      /setting name in weir\.json, stage dev must be/,
    );
    expect(withSettings(FILE, { cooldownSeconds: '900' }).values.cooldownSeconds).toBe(900);
  });

  it('stay in the file when it is written', () => {
    const name = fileWith({ $schema: 'x.json', ...FILE.values, stages: FILE.stages });
    writeSettingsFile(withSettings(readSettingsFile(name)!, { shards: '3' }));
    expect(readSettingsFile(name)).toEqual({ name, values: { ...FILE.values, shards: 3 }, stages: FILE.stages });
  });
});
