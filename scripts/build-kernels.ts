import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { COMPILER, compileKernel, KERNELS, kernelModuleText } from '../kernels/compile.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('build:kernels')
  .description(
    `Compile the WebAssembly kernels from their AssemblyScript sources into the TypeScript modules that carry them. Needs the compiler: npm install --no-save ${COMPILER}`,
  )
  .action(buildKernels);

await runCommand(command);

async function buildKernels(): Promise<void> {
  for (const kernel of Object.values(KERNELS)) {
    const wasm = await compileKernel(kernel);
    await writeFile(join(import.meta.dirname, '..', kernel.module), await kernelModuleText(kernel, wasm));
    console.log(`${kernel.module}: ${wasm.length} bytes of WebAssembly`);
  }
}
