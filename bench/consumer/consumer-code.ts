import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
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

const PROJECT = join(import.meta.dirname, '..', '..');

/** As `lib/constructs/bundle.ts` has it, which no bench may import. */
const AS_DEPLOYED = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  loader: { '.wasm': 'binary' },
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'error',
} satisfies BuildOptions;

/** Bundles the consumer of this folder as it is deployed. */
export function consumerHere(): Promise<ConsumerCode> {
  return bundled(PROJECT);
}

/** Whether git knows such a commit here. */
export function isCommit(commit: string): boolean {
  return spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: PROJECT }).status === 0;
}

/**
 * Bundles the consumer as a commit has it.
 *
 * @throws where git does not know the commit
 */
export async function consumerOf(commit: string): Promise<ConsumerCode> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-before-'));
  try {
    const tree = execFileSync('git', ['archive', commit], { cwd: PROJECT, maxBuffer: 1e9 });
    execFileSync('tar', ['-x', '-C', folder], { input: tree });
    return await bundled(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Bundles the handler as it is deployed, with what is loaded later in files of its own.
 *
 * @param outdir gets `handler.mjs` and what it loads
 */
export async function bundleHandler(outdir: string): Promise<string> {
  const entryPoints = [{ in: join(PROJECT, 'lambda/consumer/handler.ts'), out: 'handler' }];
  const inFiles = { entryPoints, outdir, splitting: true, outExtension: { '.js': '.mjs' } };
  const { outputFiles } = await build({ ...AS_DEPLOYED, ...inFiles, write: false });
  for (const { path, text } of outputFiles) {
    const code = text.replace(`${AS_DEPLOYED.banner.js}\n`, '');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, /\brequire\b/.test(code) ? text : code);
  }
  return join(outdir, 'handler.mjs');
}

async function bundled(folder: string): Promise<ConsumerCode> {
  const outdir = await mkdtemp(join(tmpdir(), 'weir-consumer-'));
  const outfile = join(outdir, 'consumer.mjs');
  await build({
    ...AS_DEPLOYED,
    stdin: { contents: ENTRY, resolveDir: folder, loader: 'ts' },
    outfile,
    nodePaths: [join(PROJECT, 'node_modules')],
  });
  const code = await import(pathToFileURL(outfile).href);
  await rm(outdir, { recursive: true });
  return code;
}
