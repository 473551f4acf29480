import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The compiler, needed only to rebuild a kernel: it takes 94 MB, so `npm ci` does not install it. */
export const COMPILER = 'assemblyscript@0.28.20';

/** A WebAssembly module of ours: its AssemblyScript source, and the TypeScript file that carries it. */
export interface Kernel {
  readonly source: string;
  readonly module: string;
  /** What the file exports. */
  readonly constant: string;
}

/** All kernels that there are; paths from the project's folder. */
export const KERNELS = {
  grow: inFolder('grow'),
  knn: inFolder('knn'),
  nearest: inFolder('nearest'),
  quickscorer: inFolder('quickscorer'),
  shapley: inFolder('shapley'),
} as const satisfies Record<string, Kernel>;

function inFolder(name: string): Kernel {
  return {
    source: `kernels/${name}/assembly.ts`,
    module: `kernels/${name}/module.ts`,
    constant: `${name.toUpperCase()}_KERNEL_BASE64`,
  };
}

const PROJECT = join(import.meta.dirname, '..');

/**
 * Compiles a kernel.
 *
 * @throws {Error} with what the compiler says of the source, or how to get the compiler where it is not installed
 */
export async function compileKernel({ source }: Kernel): Promise<Uint8Array> {
  const compiler = await loadCompiler();
  if (!compiler) throw new Error(`the compiler is not installed, run: npm install --no-save ${COMPILER}`);
  const name = basename(source);
  const text = await readSource(source);
  let wasm: Uint8Array | undefined;
  const options = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert'];
  const { error, stderr } = await compiler.main([name, '--outFile', 'kernel.wasm', ...options], {
    readFile: (wanted) => (wanted === name ? text : null),
    writeFile: (wanted, contents) => {
      if (wanted === 'kernel.wasm') wasm = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`${source} does not compile: ${stderr.toString()}`);
  return wasm;
}

/** Writes the TypeScript file that carries a compiled kernel: a bundler takes it along like any other. */
export async function kernelModuleText({ source, constant }: Kernel, wasm: Uint8Array): Promise<string> {
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return [
    `// Made by \`npm run build:kernels\` from ${basename(source)}, of which this is the SHA-256; do not edit.`,
    `// ${await sourceHash(source)}`,
    `export const ${constant} = [`,
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}

/**
 * Hashes a source, so that whoever has no compiler can see whether it and the module belong together.
 *
 * @returns the SHA-256 in hexadecimal digits
 */
export async function sourceHash(source: string): Promise<string> {
  return createHash('sha256')
    .update(await readSource(source))
    .digest('hex');
}

/** Reads a source as it is in the repository, whatever line ends the checkout has. */
async function readSource(source: string): Promise<string> {
  return (await readFile(join(PROJECT, source), 'utf8')).replaceAll('\r\n', '\n');
}

/** What is used here of the compiler. */
interface Compiler {
  main(
    argv: readonly string[],
    host: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): readonly string[];
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** Loads the compiler; undefined where it is not installed. */
export async function loadCompiler(): Promise<Compiler | undefined> {
  // a name that no type checker follows: it may not be there, and its declarations change those of `console` for all
  // files
  const name = 'assemblyscript/asc';
  try {
    return await import(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
