import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OUTPUTS } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { identify } from '../../model/model-files.ts';
import { saveModel } from '../../model/save-model.ts';
import { runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly() });
});
afterAll(() => cloud?.stop());

const run = async (...args: [string, ...string[]]) => {
  const { stdout, stderr } = await runScriptWith({ ...cloud.environment }, ...args);
  return `${stdout}${stderr}`;
};

test('a shadow with a lower threshold finds more than who judges, the report says what, and nobody is told', async () => {
  const judges = await loadModel('samples/model');
  const shadow = identify({ ...judges, threshold: judges.threshold * 0.9 });
  const folder = join(temporaryFolder(), 'model');
  await saveModel(shadow, folder);
  await run('models', 'put', folder);
  expect(await run('models', 'shadow', shadow.version)).toContain(`version ${shadow.version} is the shadow`);
  expect(await run('models', 'shadow', 'report')).toContain('no shadow has scored anything in that time');

  const told = new Set<string>();
  cloud.onAlert(({ bodies }) => told.add(bodies.default!));
  await run(
    'stream-writer',
    '--stream',
    cloud.outputs[OUTPUTS.streamName],
    '--data',
    'samples/observations.csv',
    '--interval',
    '0',
  );
  await cloud.settled();

  const report = await run('models', 'shadow', 'report', '--since', '1h');
  const [, both, current, alone, together] =
    /^Of ([\d,]+) observations that both judged, \w+ alone found (\d+), the shadow \w+ alone (\d+), both (\d+)/.exec(
      report,
    )!;
  expect(Number(both.replace(',', ''))).toBeGreaterThan(1000);
  expect(Number(current)).toBe(0);
  expect(Number(alone)).toBeGreaterThan(0);
  expect(Number(together)).toBeGreaterThan(0);
  expect(report).toContain(`only ${shadow.version}, grade`);
  for (const message of told) expect(message).not.toContain(shadow.version);
}, 60_000);
