import { hash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../../bundles/bundle.ts';

function bundled(entry: string, splitting: boolean): Map<string, string> {
  const folder = bundle({ entry, name: 'main', splitting });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const contents = files.map(({ parentPath, name }): [string, string] => [
    path.relative(folder, path.join(parentPath, name)),
    readFileSync(path.join(parentPath, name), 'utf8'),
  ]);
  rmSync(folder, { recursive: true });
  return new Map(contents.sort());
}

/** Files that are imported before a program runs. */
function readAtOnce(program: string): string[] {
  return [...program.matchAll(/\b(?:from|import)"(\.[^"]+)"/g)].map(([, imported]) => imported);
}

const consumer = bundled('lambda/consumer/handler.ts', true);

it('gives the same bytes each time, so that only a change of the code redeploys it', () => {
  expect(bundled('lambda/consumer/handler.ts', true)).toEqual(consumer);
});

it('puts all that a cold start reads into one file, which makes no require and loads neither zlib nor crypto', () => {
  const program = consumer.get('main.mjs')!;
  expect(readAtOnce(program)).toEqual([]);
  expect(program).not.toContain('createRequire');
  expect(program).not.toMatch(/from"node:(zlib|crypto)"/);
  expect(program.length).toBeLessThan(285_000);
});

it('shares what it read at once with what is loaded later, none of which has a copy of its own', () => {
  const holders = [...consumer].filter(([, text]) => /\bUnavailable=class/.test(text)).map(([name]) => name);
  expect(holders).toEqual(['main.mjs']);
  const sharing = [...consumer].filter(([, text]) => text.includes('from"../main.mjs"'));
  expect(sharing.length).toBeGreaterThan(5);
});

it.each([
  ['an AWS client', 'S3Client=class'],
  ['what the function scores with', ' ms to score`'],
  ['the past of sources', 'ShardState=class'],
  ['counting in incidents', 'async function countInIncidents'],
  ['alerts about data quality', 'async function writeExcess'],
  ['rules', 'function compileRules'],
])('keeps %s out of it, until the first record that needs it', (_, code) => {
  const holders = [...consumer].filter(([, text]) => text.includes(code)).map(([name]) => name);
  expect(holders).toHaveLength(1);
  expect(holders).not.toContain('main.mjs');
});

it('makes require only in files that call it', () => {
  const made = [...consumer].filter(([, text]) => text.includes('createRequire('));
  expect(made.length).toBeGreaterThan(0);
  for (const [, text] of made) expect(text.replaceAll('createRequire', '')).toMatch(/\brequire\b.*\brequire\b/s);
});

it('hashes as Node does once it is asked', async () => {
  const { createHash } = await import('../../bundles/late-crypto.ts');
  expect(createHash('sha256').update('weir').digest('hex')).toBe(hash('sha256', 'weir'));
});

it('puts the container program into the one file that its Dockerfile copies', () => {
  expect([...bundled('inference-container/main.ts', false).keys()]).toEqual(['main.mjs']);
  expect(readFileSync('inference-container/Dockerfile', 'utf8')).toMatch(/^COPY server\.mjs /m);
});
