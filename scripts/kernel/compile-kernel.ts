import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

const SOURCE = join(import.meta.dirname, '..', '..', 'detectors', 'isolation-forest', 'assembly', 'mask-kernel.ts');

/** @throws {Error} with what the compiler says of the source */
export async function compileKernel(): Promise<Uint8Array> {
  const source = await readFile(SOURCE, 'utf8');
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main(
    [
      'mask-kernel.ts',
      '--outFile',
      'kernel.wasm',
      '--runtime',
      'stub',
      '--importMemory',
      '--enable',
      'simd',
      '-O3',
      '--noAssert',
    ],
    {
      readFile: (name) => (name === 'mask-kernel.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') wasm = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  return wasm;
}

/** The TypeScript file that carries the module: a bundler takes it along like any other. */
export function kernelModuleText(wasm: Uint8Array): string {
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return [
    '// Made by `node scripts/build-kernel.ts` from assembly/mask-kernel.ts; a test compares the two.',
    'export const MASK_KERNEL_BASE64 = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}
