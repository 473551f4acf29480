import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf } from '../../contracts/installation.ts';
import { versionOfIdentity } from '../../contracts/model-registry.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { currentOf, promote } from '../../registry/move-pointer.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { cardOf } from '../support/card-of.ts';
import { runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cloud: LocalCloud;
let registry: ModelRegistry;
let client: S3Client;
let deployed: string;
let trained: string;
let folder: string;

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly() });
  client = new S3Client(clientSettings(cloud));
  registry = s3ModelRegistry(partsOf(cloud.outputs).modelBucketName, client);
  deployed = versionOfIdentity((await loadModel('samples/model')).identity);
  folder = mkdtempSync(join(tmpdir(), 'weir-model-'));
  const rows = Float64Array.from({ length: 600 }, (_, i) => Math.sin(i * i) * (1 + (i % 3)));
  const data = { features: ['a', 'b', 'c'], rows };
  const model = trainModel(data, { threshold: { kind: 'contamination', share: 0.02 } });
  trained = model.version;
  await saveModel(model, folder);
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  client?.destroy();
  await cloud?.stop();
});

const models = async (...flags: string[]) => {
  const { exitCode, stdout, stderr } = await runScriptWith({ ...cloud.environment }, 'models', ...flags);
  return { exitCode, says: `${stdout}${stderr}` };
};

test('a model goes from its folder to judging and back, each step with who did it and why', async () => {
  expect((await models('put', folder, '--why', 'more rows')).says).toContain(`version ${trained} is a candidate`);
  const { says: atFirst } = await models('list');
  expect(atFirst).toMatch(new RegExp(`${deployed}.*current, on the endpoint.*deploy, cdk deploy`));
  expect(atFirst).toMatch(new RegExp(`${trained} .*candidate .*train, user/`));

  const promoted = await models('promote', trained.slice(0, 4), '--why', 'it finds more');
  expect(promoted).toMatchObject({
    exitCode: 0,
    says: expect.stringMatching(/judges what arrives from \d\d:\d\d:\d\d/),
  });
  const { says } = await models('list');
  expect(says).toMatch(
    new RegExp(`UTC {2}${trained} promoted by user/\\w+: it finds more\n.*${deployed} deployed by cdk deploy`),
  );
  expect(await models('delete', trained)).toMatchObject({
    exitCode: 1,
    says: expect.stringMatching(/^error: .* judges,/),
  });
  expect((await models('rollback', '--why', 'too loud')).says).toContain(
    `version ${deployed} judges what arrives from`,
  );
  const { changes } = await registry.pointer();
  const kinds = changes.map(({ kind, why }) => `${kind}: ${why}`);
  expect(kinds).toEqual(['deployed: it was deployed', 'promoted: it finds more', 'rolled back: too loud']);
  expect(changes[2].sampleFeatures).toEqual(['feature_1', 'feature_2', 'feature_3']);
}, 60_000);

test('what is promoted is seen to score before the pointer moves', async () => {
  const broken = cardOf(`c0ffee${'0'.repeat(58)}`);
  await registry.put(broken, Uint8Array.of(1, 2, 3));
  const before = await registry.pointer();
  for (const move of ['promote', 'shadow']) {
    const { exitCode, says } = await models(move, 'c0ffee');
    expect(exitCode).toBe(1);
    expect(says).toMatch(
      /^error: the archive of version c0ffee000000 cannot score: the model archive cannot be unpacked: incorrect header check/,
    );
  }
  expect(await registry.pointer()).toEqual(before);
});

test('a shadow is set and taken away, a version voided, and one that nothing needs removed', async () => {
  const { model } = (await registry.cards()).find((card) => versionOfIdentity(card.model) === deployed)!;
  await registry.move((pointer) => promote(pointer, cardOf('b'.repeat(64)), { atMs: Date.now(), by: 'me', why: 'x' }));
  expect((await models('shadow', deployed)).says).toContain(`version ${deployed} is the shadow`);
  expect((await registry.pointer()).shadow?.model).toBe(model);
  expect((await models('shadow', 'off')).says).toContain('there is no shadow now');
  await registry.put(cardOf('b'.repeat(64)), Uint8Array.of(1));
  expect((await models('void', 'bbbb', '--why', 'it fails')).says).toContain('version bbbbbbbbbbbb is voided');
  expect(currentOf(await registry.pointer())?.model).toBe(model);
  await registry.put(cardOf('e'.repeat(64)), Uint8Array.of(1));
  expect((await models('delete', 'eeee')).says).toContain('version eeeeeeeeeeee is removed');
  expect(await registry.card('e'.repeat(64))).toBeUndefined();
}, 60_000);

test('a version is shown, compared, and written as the folder that it came from', async () => {
  await models('put', folder);
  expect((await models('show', trained)).says).toMatch(/came .*train, by user\/\w+: /);
  expect((await models('diff', deployed, trained)).says).toContain(
    'features: feature_1, feature_2, feature_3 -> a, b, c',
  );
  const out = temporaryFolder();
  expect((await models('get', trained, '--out', out)).exitCode).toBe(0);
  expect((await loadModel(out)).version).toBe(trained);
});
