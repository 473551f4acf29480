import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { AS_DEPLOYED, PROJECT_ROOT } from '../../bundles/bundle.ts';
import type { emptyMemory, processBatch } from '../../lambda/consumer/process-batch.ts';
import type { reportToCloudWatch } from '../../lambda/consumer/report-to-cloudwatch.ts';
import type { toStreamRecord } from '../../lambda/consumer/stream-record.ts';
import type { endpointScoring } from '../../lambda/scoring/endpoint.ts';

/** What the consumer's handler puts together, of one version of the project. */
export interface ConsumerCode {
  readonly processBatch: typeof processBatch;
  readonly emptyMemory: typeof emptyMemory;
  readonly toStreamRecord: typeof toStreamRecord;
  readonly reportToCloudWatch: typeof reportToCloudWatch;
  readonly endpointScoring: typeof endpointScoring;
}

const ENTRY = `
export { processBatch, emptyMemory } from './lambda/consumer/process-batch.ts';
export { toStreamRecord } from './lambda/consumer/stream-record.ts';
export { reportToCloudWatch } from './lambda/consumer/report-to-cloudwatch.ts';
export { endpointScoring } from './lambda/scoring/endpoint.ts';
`;

/** Bundles the consumer of this folder as it is deployed. */
export function consumerHere(): Promise<ConsumerCode> {
  return bundled(PROJECT_ROOT);
}

/** Whether git knows such a commit here. */
export function isCommit(commit: string): boolean {
  return spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: PROJECT_ROOT }).status === 0;
}

/**
 * Bundles the consumer as a commit has it.
 *
 * @throws where git does not know the commit
 */
export async function consumerOf(commit: string): Promise<ConsumerCode> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-before-'));
  try {
    const tree = execFileSync('git', ['archive', commit], { cwd: PROJECT_ROOT, maxBuffer: 1e9 });
    execFileSync('tar', ['-x', '-C', folder], { input: tree });
    return await bundled(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundled(folder: string): Promise<ConsumerCode> {
  const outdir = await mkdtemp(join(tmpdir(), 'weir-consumer-'));
  const outfile = join(outdir, 'consumer.mjs');
  await build({
    ...AS_DEPLOYED,
    stdin: { contents: ENTRY, resolveDir: folder, loader: 'ts' },
    outfile,
    nodePaths: [join(PROJECT_ROOT, 'node_modules')],
  });
  const code = await import(pathToFileURL(outfile).href);
  await rm(outdir, { recursive: true });
  return code;
}
