import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMPILER, compileKernel, KERNELS, kernelModuleText, loadCompiler, sourceHash } from '../../kernels/compile.ts';

const PROJECT = join(import.meta.dirname, '../..');
const KERNEL_ROOM = join(PROJECT, 'kernels');
const folders = readdirSync(KERNEL_ROOM, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const compiler = await loadCompiler();
const where = compiler ? 'here' : `not here, as the compiler is not installed (npm install --no-save ${COMPILER})`;
if (!compiler) console.warn(`that kernels are what their sources compile to is checked ${where}`);

test('every folder of kernels/ is one that is built, and none that is gone', () => {
  const built = Object.values(KERNELS)
    .filter(({ source }) => source.startsWith('kernels/'))
    .map(({ source }) => source);
  expect(built.toSorted()).toEqual(folders.map((name) => `kernels/${name}/assembly.ts`).toSorted());
});

describe.each(folders)('kernels/%s', (name) => {
  const read = (file: string) => readFileSync(join(KERNEL_ROOM, name, file), 'utf8');
  const kernel = KERNELS[name as keyof typeof KERNELS];

  test('has a source, a module, its layout, a twin, what both give and take, and a page, and nothing else', () => {
    const parts = readdirSync(join(KERNEL_ROOM, name)).filter((file) => file !== 'tables.ts');
    expect(parts.sort()).toEqual(['README.md', 'assembly.ts', 'contract.ts', 'kernel.ts', 'module.ts', 'twin.ts']);
  });

  test('says on a short page what it does, who calls it, what it gains and how to delete it', () => {
    const page = read('README.md');
    expect(page.split('\n').length).toBeLessThanOrEqual(20);
    for (const part of ['**Does**', '**Called by**', '**Gain**', '**Delete**']) expect(page).toContain(part);
    // the line to change, in a file that has it
    const [, caller = ''] = /^\*\*Called by\*\* `([^`]+)`/m.exec(page) ?? [];
    const [, before = '', after] = /`(from '[^`]+')` becomes\s+`(from '[^`]+')`/.exec(page) ?? [];
    expect(existsSync(join(PROJECT, caller))).toBe(true);
    expect(readFileSync(join(PROJECT, caller), 'utf8')).toContain(before);
    expect(after).toBe(before.replace('kernel.ts', 'twin.ts'));
  });

  test('has a twin that exports whatever the kernel does', async () => {
    const exportsOf = async (file: string) => Object.keys(await import(join(KERNEL_ROOM, name, file)));
    expect(await exportsOf('twin.ts')).toEqual(expect.arrayContaining(await exportsOf('kernel.ts')));
  });

  test('carries a module that was made from its source', async () => {
    const module = read('module.ts');
    expect(module.split('\n')[1], 'run npm run build:kernels').toBe(`// ${await sourceHash(kernel.source)}`);
    const { [kernel.constant]: base64 } = await import(join(KERNEL_ROOM, name, 'module.ts'));
    expect(Buffer.from(base64, 'base64').toString('latin1', 0, 4)).toBe('\0asm');
  });

  test.skipIf(!compiler)(`carries what its source compiles to, ${where}`, async () => {
    expect(await kernelModuleText(kernel, await compileKernel(kernel))).toBe(read('module.ts'));
  });
});

test('the page of the room says how to get the compiler', () => {
  expect(readFileSync(join(KERNEL_ROOM, 'README.md'), 'utf8')).toContain(`npm install --no-save ${COMPILER}`);
});
