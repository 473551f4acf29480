import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const PAGES = [...globSync('docs/*.md'), ...globSync('examples/**/*.md'), 'README.md', 'CONTRIBUTING.md'];
const FOLDERS = ['node_modules', 'cdk.out', 'out', 'coverage'];
/** What is no file here, but an object in a bucket. */
const OBJECTS = /(^|\/)rules\/current\.json$/;
const NAMES = new Set(
  globSync('**/*.ts', { exclude: FOLDERS.map((folder) => `${folder}/**`) }).map((file) => path.basename(file)),
);

it.each(PAGES)('each source file that %s names exists', (page) => {
  const missing = sourceFilesIn(readFileSync(page, 'utf8')).filter((file) => !isThere(file));
  expect(missing).toEqual([]);
});

it.each(PAGES)('each page or picture that %s links to exists', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
    ([, link]) => link,
  );
  expect(links.filter((link) => !existsSync(path.join(path.dirname(page), link)))).toEqual([]);
});

it('the architecture names the rooms that are there, and no others', () => {
  const [, plan] = /## Rooms\n\n```\n([\s\S]*?)```/.exec(readFileSync('docs/architecture.md', 'utf8')) ?? [];
  const named = [...(plan ?? '').matchAll(/^([\w-]+)\//gm)].map(([, room]) => room);
  const there = globSync('*/').map((folder) => path.basename(folder));
  expect(named.sort()).toEqual(there.filter((folder) => !FOLDERS.includes(folder)).sort());
});

it('a name in capitals stands for any, and a path may leave out its folder', () => {
  expect(sourceFilesIn('`a/b.ts`, `c.test.ts`, `scripts/NAME.ts`, `/opt/ml/d.json`, `a.ts b` and e/f.ts')).toEqual([
    'a/b.ts',
    'c.test.ts',
  ]);
});

/** Paths in backticks, as `contracts/alert.ts`. */
function sourceFilesIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.(?:ts|mjs|py))`|`([\w.-]+(?:\/[\w.-]+)+\.(?:json|md))`/g)];
  return quoted
    .map(([, source, other]) => source ?? other ?? '')
    .filter((file) => !/\bNAME\b/.test(file) && !OBJECTS.test(file));
}

function isThere(file: string): boolean {
  return existsSync(file) || (!file.includes('/') && NAMES.has(file));
}
