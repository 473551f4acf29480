import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const FILES = globSync('{*,*/**/*}.ts', {
  exclude: ['node_modules/**', 'cdk.out/**', 'out/**', 'coverage/**', 'test/**', '**/*.d.ts'],
});

const DECLARED =
  /^export (?:default )?(?:(?:async )?function\*?|(?:abstract )?class|(?:const )?enum|const|let|type|interface) (\w+)/gm;

/** Names that are in several files because they are one thing in each. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  // What Lambda is told to call, by that name in each function.
  handler: /^lambda\/[\w-]+\/handler\.ts$/,
  // What each module of WebAssembly offers to its own kernel.
  configure: /^kernels\/\w+\/assembly\.ts$/,
  // A kernel and its twin: the same function in other words, held together by a test.
  treeGrower: /^kernels\/grow\/(kernel|twin)\.ts$/,
  kthDistance: /^kernels\/knn\/(kernel|twin)\.ts$/,
  neighbourMedians: /^kernels\/nearest\/(kernel|twin)\.ts$/,
  quickScorer: /^kernels\/quickscorer\/(kernel|twin)\.ts$/,
  shapleyExplainer: /^kernels\/shapley\/(kernel|twin)\.ts$/,
};

it('no exported name is declared in two files, so that no name has two meanings', () => {
  const shared = [...filesByName()].filter(([, files]) => files.length > 1);
  const unlike = shared.filter(([name, files]) => !files.every((file) => ALLOWED[name]?.test(file)));
  expect(unlike.map(([name, files]) => `${name}: ${files.join(', ')}`)).toEqual([]);
});

it('what is allowed is in several files still', () => {
  const names = filesByName();
  expect(Object.keys(ALLOWED).filter((name) => (names.get(name) ?? []).length < 2)).toEqual([]);
});

function filesByName(): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const file of FILES) {
    const declared = new Set([...readFileSync(file, 'utf8').matchAll(DECLARED)].map(([, name]) => name));
    for (const name of declared) files.set(name, [...(files.get(name) ?? []), file.replaceAll(path.sep, '/')]);
  }
  return files;
}
