import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';

interface Manifest {
  readonly files: Readonly<Record<string, { readonly destinations: Readonly<Record<string, { objectKey: string }>> }>>;
  readonly dockerImages: Readonly<Record<string, { readonly source: object }>>;
}

let manifests: readonly Manifest[];

beforeAll(async () => {
  const folder = await synthesisedAssembly();
  manifests = globSync('*.assets.json', { cwd: folder }).map((file) =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')),
  );
});

it('the model is stored under a key that ends in .tar.gz, as SageMaker wants it', () => {
  const keys = manifests.flatMap(({ files }) =>
    Object.values(files).flatMap(({ destinations }) => Object.values(destinations).map(({ objectKey }) => objectKey)),
  );
  expect(keys.filter((key) => key.endsWith('.gz'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.tar\.gz$/)]);
});

it('the image is pushed as a Docker manifest, because SageMaker refuses the OCI manifests of newer image stores', () => {
  const sources = manifests.flatMap(({ dockerImages }) => Object.values(dockerImages).map(({ source }) => source));
  expect(sources).toEqual([expect.objectContaining({ platform: 'linux/amd64', dockerOutputs: ['type=docker'] })]);
});
