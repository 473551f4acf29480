import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { main } from 'assemblyscript/asc';

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
    source: join('detectors', 'isolation-forest', 'assembly', 'mask-kernel.ts'),
    module: join('detectors', 'isolation-forest', 'mask-kernel-module.ts'),
    constant: 'MASK_KERNEL_BASE64',
  },
  grow: {
    source: join('detectors', 'isolation-forest', 'assembly', 'grow-kernel.ts'),
    module: join('detectors', 'isolation-forest', 'grow-kernel-module.ts'),
    constant: 'GROW_KERNEL_BASE64',
  },
  shapley: {
    source: join('detectors', 'isolation-forest', 'assembly', 'shapley-kernel.ts'),
    module: join('detectors', 'isolation-forest', 'shapley-kernel-module.ts'),
    constant: 'SHAPLEY_KERNEL_BASE64',
  },
  nearest: {
    source: join('model', 'assembly', 'nearest-kernel.ts'),
    module: join('model', 'nearest-kernel-module.ts'),
    constant: 'NEAREST_KERNEL_BASE64',
  },
} as const satisfies Record<string, Kernel>;

const PROJECT = join(import.meta.dirname, '..', '..');

/** @throws {Error} with what the compiler says of the source */
export async function compileKernel({ source }: Kernel): Promise<Uint8Array> {
  const name = basename(source);
  const text = await readFile(join(PROJECT, source), 'utf8');
  let wasm: Uint8Array | undefined;
  const options = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert'];
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
