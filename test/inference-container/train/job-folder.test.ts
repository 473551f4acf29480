import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { publishModel } from '../../../inference-container/train/job-folder.ts';
import { loadModel } from '../../../model/load-model.ts';
import { temporaryFolder } from '../running-program.ts';
import { smallModel } from '../small-model.ts';

describe('publishing a model', () => {
  it('puts nothing but the model into the folder', async () => {
    const dir = path.join(temporaryFolder(), 'model');
    await publishModel(smallModel, dir, new AbortController().signal);
    expect((await loadModel(dir)).version).toBe(smallModel.version);
    expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('that is stopped at any moment leaves the whole model or none of it', async () => {
    const outcomes = new Set<boolean>();
    for (let turns = 0; !outcomes.has(true); turns += 3) {
      const dir = temporaryFolder();
      const stop = new AbortController();
      const published = publishModel(smallModel, dir, stop.signal).then(
        () => true,
        () => false,
      );
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      stop.abort();
      const whole = await published;
      outcomes.add(whole);
      if (whole) expect((await loadModel(dir)).version).toBe(smallModel.version);
      else expect(readdirSync(dir)).toEqual([]);
    }
    expect(outcomes).toContain(false);
  });

  it('replaces the model that was there', async () => {
    const dir = temporaryFolder();
    writeFileSync(path.join(dir, 'model.json'), 'old');
    mkdirSync(path.join(dir, 'code'));
    await publishModel(smallModel, dir, new AbortController().signal);
    expect((await loadModel(dir)).version).toBe(smallModel.version);
    expect(existsSync(path.join(dir, 'code'))).toBe(true);
  });
});
