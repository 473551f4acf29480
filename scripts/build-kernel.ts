import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { runCommand } from './cli/run-command.ts';
import { compileKernel, KERNELS, kernelModuleText } from './kernel/compile-kernel.ts';

const command = new Command('build:kernel')
  .description(
    'compiles the WebAssembly kernels from their AssemblyScript sources into the TypeScript modules that carry them',
  )
  .action(buildKernels);

await runCommand(command);

async function buildKernels(): Promise<void> {
  for (const kernel of Object.values(KERNELS)) {
    const wasm = await compileKernel(kernel);
    await writeFile(join(import.meta.dirname, '..', kernel.module), kernelModuleText(kernel, wasm));
    console.log(`${kernel.module}: ${wasm.length} bytes of WebAssembly`);
  }
}
