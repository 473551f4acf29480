import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { joinStartup } from './join-startup.ts';

/** The project's folder: entries are named from here. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '..');

export interface BundleOptions {
  /** From the project's folder: `lambda/consumer/handler.ts`. */
  readonly entry: string;
  /** Of the bundled file, without its ending: `handler` makes `handler.mjs`. */
  readonly name: string;
  /** Whether what is imported on first use goes to files of its own, which a cold start does not read. */
  readonly splitting: boolean;
}

/** What CommonJS in a bundle may call. To make a true one takes longer than to load most files, which do without. */
const REQUIRE = "const require=(name)=>process.getBuiltinModule('node:module').createRequire(import.meta.url)(name);";

/** How all that is deployed is bundled: ESM for the Node that is deployed. */
export const AS_DEPLOYED = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The ESM builds of the AWS SDK are smaller than what `require` would get, and CommonJS in a bundle cannot
  // `require` by itself.
  mainFields: ['module', 'main'],
  conditions: ['module'],
  banner: { js: REQUIRE },
  alias: { 'node:crypto': path.join(PROJECT_ROOT, 'bundles/late-crypto.ts') },
  loader: { '.wasm': 'binary' },
  // names stay, so that stack traces can be read: to keep them beside short ones costs every closure that is made a
  // call
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'error',
} satisfies BuildOptions;

/**
 * Contents by name of what this process has bundled: who synthesises again, for other settings, need not wait again.
 */
const bundled = new Map<string, ReadonlyMap<string, string>>();

/**
 * Bundles a TypeScript entry with all that it imports into a fresh temporary folder.
 *
 * The bytes depend on the sources only, not on the machine or the folder: every asset hash, and with it every
 * redeployment, follows from them.
 *
 * @returns the folder
 */
export function bundle(options: BundleOptions): string {
  const key = JSON.stringify(options);
  const known = bundled.get(key);
  if (known) return writtenTo(temporaryFolder(), known);
  const folder = bundleAnew(options);
  bundled.set(key, filesIn(folder));
  return folder;
}

function bundleAnew({ entry, name, splitting }: BundleOptions): string {
  const { outputFiles, metafile } = buildSync({
    ...AS_DEPLOYED,
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [{ in: entry, out: name }],
    outdir: '.',
    write: false,
    metafile: true,
    outExtension: { '.js': '.mjs' },
    splitting,
    chunkNames: 'chunks/[name]-[hash]',
  });
  const files = outputFiles.map(({ path: file, text }) => [path.relative(PROJECT_ROOT, file), text] as const);
  const folder = writtenTo(temporaryFolder(), new Map(files));
  if (splitting) joinStartup(folder, `${name}.mjs`, metafile.outputs, { ...AS_DEPLOYED, banner: {} });
  return folder;
}

function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'weir-bundle-'));
}

function writtenTo(folder: string, files: ReadonlyMap<string, string>): string {
  for (const [name, text] of files) {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return folder;
}

function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => path.join(parentPath, name));
  return new Map(paths.map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]));
}
