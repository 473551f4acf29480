import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../../bundles/bundle.ts';
import { CONSUMER_ENVIRONMENT } from '../support/consumer/settings.ts';

function bundled(entry: string, splitting: boolean): Map<string, string> {
  const folder = bundle({ entry, name: 'main', splitting });
  const contents = filesIn(folder).map((file): [string, string] => [
    path.relative(folder, file),
    readFileSync(file, 'utf8'),
  ]);
  rmSync(folder, { recursive: true });
  return new Map(contents.sort());
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map(({ parentPath, name }) => path.join(parentPath, name));
}

const consumer = bundled('lambda/consumer/handler.ts', true);

it('gives the same bytes each time, so that only a change of the code redeploys it', () => {
  expect(bundled('lambda/consumer/handler.ts', true)).toEqual(consumer);
});

it('puts all that a cold start reads into one file, with the cheap modules of Node alone', () => {
  const program = consumer.get('main.mjs')!;
  const imported = [...program.matchAll(/\b(?:from|import)"([^"]+)"/g)].map(([, name]) => name);
  expect([...new Set(imported)].sort()).toEqual(['node:console', 'node:timers/promises']);
  expect(program.length).toBeLessThan(275_000);
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

it('makes files that Node can load, whatever is needed first', () => {
  const folder = bundle({ entry: 'lambda/consumer/handler.ts', name: 'main', splitting: true });
  const script = 'for (const file of process.argv.slice(1)) await import(file)';
  for (const files of [filesIn(folder), filesIn(folder).reverse()]) {
    execFileSync(process.execPath, ['--input-type=module', '-e', script, ...files], { env: CONSUMER_ENVIRONMENT });
  }
  rmSync(folder, { recursive: true });
});

it('hashes as Node does once it is asked', async () => {
  const { createHash } = await import('../../bundles/late-crypto.ts');
  expect(createHash('sha256').update('weir').digest('hex')).toBe(hash('sha256', 'weir'));
});

it('puts the container program into the one file that its Dockerfile copies', () => {
  expect([...bundled('inference-container/main.ts', false).keys()]).toEqual(['main.mjs']);
  expect(readFileSync('inference-container/Dockerfile', 'utf8')).toMatch(/^COPY server\.mjs /m);
});
