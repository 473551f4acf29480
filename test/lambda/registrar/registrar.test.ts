import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { partsOf } from '../../../contracts/installation.ts';
import type { ModelPointer } from '../../../contracts/model-registry.ts';
import { registerDeployed } from '../../../lambda/registrar/register-deployed.ts';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { startLocalCloud } from '../../../local/start-local-cloud.ts';
import { loadModel } from '../../../model/load-model.ts';
import { decodeModel } from '../../../model/model-files.ts';
import { unpackModel } from '../../../model/unpack-model.ts';
import { currentOf, promote } from '../../../registry/move-pointer.ts';
import { s3ModelRegistry } from '../../../registry/s3-model-registry.ts';
import { serveAlone } from '../../local/serve-alone.ts';
import { cardOf } from '../../support/card-of.ts';
import { changedAssembly, synthesisedAssembly } from '../../support/synthesised-assembly.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('the registrar', () => {
  async function freshRegistry() {
    const store = objectStore();
    store.createBucket('models');
    const service = await serveAlone('s3', s3Service(store));
    const client = new S3Client(service.client);
    ends.push(service.stop, () => client.destroy());
    return s3ModelRegistry('models', client);
  }
  const A = cardOf('a'.repeat(64));
  const B = cardOf('b'.repeat(64));
  const archive = Uint8Array.of(1);

  it('puts what was deployed into a fresh registry, and has it judge all that ever arrived', async () => {
    const registry = await freshRegistry();
    const pointer = await registerDeployed(registry, A, archive, 5000);
    const why = { atMs: 5000, by: 'cdk deploy', why: 'it was deployed' };
    expect(pointer.changes).toEqual([{ model: A.model, holdsFromMs: 0, kind: 'deployed', ...why }]);
    expect(await registry.card(A.model)).toEqual({ ...A, madeBy: 'deploy', ...why });
    expect(await registry.archive(A.model)).toEqual(archive);
  });

  it('leaves what was promoted since then when the same is deployed again', async () => {
    const registry = await freshRegistry();
    await registerDeployed(registry, A, archive, 5000);
    const promoting = (pointer: ModelPointer) => promote(pointer, B, { atMs: 6000, by: 'me', why: 'better' });
    const promoted = await registry.move(promoting);
    expect(await registerDeployed(registry, A, archive, 7000)).toEqual(promoted);
  });

  it('voids what was deployed before and is too large to travel', async () => {
    const registry = await freshRegistry();
    await registerDeployed(registry, { ...A, archiveBytes: 1e9 }, archive, 5000);
    const { voided } = await registerDeployed(registry, B, archive, 7000);
    expect(voided.map(({ model }) => model)).toEqual([A.model]);
  });
});

describe('a deployment', () => {
  let assembly: string;
  beforeAll(async () => {
    assembly = await synthesisedAssembly();
  });

  const start = async (assemblyDir: string): Promise<LocalCloud> => {
    const cloud = await startLocalCloud({ assemblyDir });
    ends.push(cloud.stop);
    return cloud;
  };

  it('has the model that it names in the registry when it is there: whole, with its card, and judging', async () => {
    const { environment, outputs } = await start(assembly);
    const credentials = {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    };
    const client = new S3Client({ endpoint: environment.AWS_ENDPOINT_URL, region: 'us-east-1', credentials });
    ends.push(() => client.destroy());
    const registry = s3ModelRegistry(partsOf(outputs).modelBucketName, client);
    const { identity, features } = await loadModel('samples/model');
    const pointer = await registry.pointer();
    expect(currentOf(pointer)).toMatchObject({ model: identity, holdsFromMs: 0, sampleFeatures: features });
    const archive = (await registry.archive(identity))!;
    expect(decodeModel(await unpackModel(archive)).identity).toBe(identity);
    const card = await registry.card(identity);
    expect(card).toMatchObject({ sample: true, features, madeBy: 'deploy', archiveBytes: archive.length });
    expect(card?.quantiles.map(({ length }) => length)).toEqual([21, 21, 21]);
  });

  it('fails, with the reason, where the model cannot be registered', async () => {
    const changed = changedAssembly(assembly, 'Weir-Detection.template.json', (text) => {
      const template = JSON.parse(text);
      const [policy] = Object.entries<{ Properties: { PolicyDocument: { Statement: object[] } } }>(template.Resources)
        .filter(([id]) => id.startsWith('RegistrarRoleDefaultPolicy'))
        .map(([, each]) => each);
      policy.Properties.PolicyDocument.Statement = policy.Properties.PolicyDocument.Statement.filter(
        (statement) => !JSON.stringify(statement).includes('s3:PutObject'),
      );
      return JSON.stringify(template);
    });
    await expect(start(changed)).rejects.toThrow(
      /^custom resource Registrar\w+ was not created: the model was not registered: AccessDenied: .*s3:PutObject/,
    );
  });
});
