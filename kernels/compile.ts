import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A WebAssembly module of ours: its AssemblyScript source, and the TypeScript file that carries it. */
export interface Kernel {
  readonly source: string;
  readonly module: string;
  /** What the file exports. */
  readonly constant: string;
}

/** All that there are; paths from the project's folder. */
export const KERNELS = {
  mask: {
    source: join('kernels', 'quickscorer', 'assembly.ts'),
    module: join('kernels', 'quickscorer', 'module.ts'),
    constant: 'MASK_KERNEL_BASE64',
  },
  grow: {
    source: join('kernels', 'grow', 'assembly.ts'),
    module: join('kernels', 'grow', 'module.ts'),
    constant: 'GROW_KERNEL_BASE64',
  },
  shapley: {
    source: join('kernels', 'shapley', 'assembly.ts'),
    module: join('kernels', 'shapley', 'module.ts'),
    constant: 'SHAPLEY_KERNEL_BASE64',
  },
  nearest: {
    source: join('kernels', 'nearest', 'assembly.ts'),
    module: join('kernels', 'nearest', 'module.ts'),
    constant: 'NEAREST_KERNEL_BASE64',
  },
  row: {
    source: join('inference-container', 'serve', 'rows', 'assembly', 'row-kernel.ts'),
    module: join('inference-container', 'serve', 'rows', 'row-kernel-module.ts'),
    constant: 'ROW_KERNEL_BASE64',
  },
} as const satisfies Record<string, Kernel>;

const PROJECT = join(import.meta.dirname, '../scripts', '..');

/** @throws {Error} with what the compiler says of the source */
export async function compileKernel({ source }: Kernel): Promise<Uint8Array> {
  const name = basename(source);
  const text = await readFile(join(PROJECT, source), 'utf8');
  let wasm: Uint8Array | undefined;
  const options = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert'];
  const { main } = await loadCompiler();
  const { error, stderr } = await main([name, '--outFile', 'kernel.wasm', ...options], {
    readFile: (wanted) => (wanted === name ? text : null),
    writeFile: (wanted, contents) => {
      if (wanted === 'kernel.wasm') wasm = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  return wasm;
}

/** The TypeScript file that carries the module: a bundler takes it along like any other. */
export function kernelModuleText({ source, constant }: Kernel, wasm: Uint8Array): string {
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return [
    `// Made by \`node scripts/build-kernel.ts\` from assembly/${basename(source)}; a test compares the two.`,
    `export const ${constant} = [`,
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
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

/** By a name that no type checker follows: the declarations of the compiler change those of `console` for all files. */
async function loadCompiler(): Promise<Compiler> {
  const name = 'assemblyscript/asc';
  return import(name);
}
