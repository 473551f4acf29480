import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernel, kernelModuleText } from './kernel/compile-kernel.ts';

/** Compiles the scoring kernel from its AssemblyScript source into the TypeScript module that carries it. */
const file = join('detectors', 'isolation-forest', 'mask-kernel-module.ts');
const wasm = await compileKernel();
await writeFile(join(import.meta.dirname, '..', file), kernelModuleText(wasm));
console.log(`${file}: ${wasm.length} bytes of WebAssembly`);
