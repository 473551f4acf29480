import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ELSEWHERE = ['node_modules/**', 'cdk.out/**', 'out/**', 'coverage/**', 'test/**', '**/*.d.ts'];
/** AssemblyScript is the inside of a kernel, which the kernel's contract describes; forms are entered by one door. */
const INSIDE = ['kernels/*/assembly.ts'];
const FILES = globSync('{*,*/**/*}.ts', { exclude: [...ELSEWHERE, ...INSIDE] });

const EXPORTED = /^export (?:default )?(?:(?:async )?function\*?|(?:abstract )?class) (\w+)/gm;

it('each exported function and class has a docstring', () => {
  const bare = FILES.flatMap((file) => withoutDocstring(readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`));
  expect(bare).toEqual([]);
});

it('a docstring is what stands right before the export, and nothing else', () => {
  const doc = '/** Adds. */\nexport function add() {}\n';
  expect(withoutDocstring(doc)).toEqual([]);
  expect(withoutDocstring(doc.replace('/** Adds. */', '// Adds.'))).toEqual(['add']);
  expect(withoutDocstring(doc.replace('/**', '/*'))).toEqual(['add']);
  expect(withoutDocstring(`${doc}export class Sum {}\n`)).toEqual(['Sum']);
  expect(FILES).toContain(path.join('contracts', 'result.ts'));
});

function withoutDocstring(source: string): string[] {
  return [...source.matchAll(EXPORTED)]
    .filter(({ index }) => {
      const before = source.slice(0, index);
      return !before.endsWith('*/\n') || before.lastIndexOf('/**') < before.lastIndexOf('/*');
    })
    .map(([, name]) => name);
}
