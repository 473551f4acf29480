import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { bundle } from '../../bundles/bundle.ts';
import { CONSUMER_ENVIRONMENT } from '../support/consumer/settings.ts';

function bundled(entry: string, splitting: boolean, by = bundle): Map<string, string> {
  const folder = by({ entry, name: 'main', splitting });
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

it('gives the same bytes each time, so that only a change of the code redeploys it', async () => {
  // One that remembers nothing.
  vi.resetModules();
  const { bundle: anew } = await import('../../bundles/bundle.ts');
  expect(bundled('lambda/consumer/handler.ts', true, anew)).toEqual(consumer);
  expect(bundled('lambda/consumer/handler.ts', true, anew)).toEqual(consumer);
});

it('puts all that a cold start reads into two files, with the cheap modules of Node alone', () => {
  const read = ['main.mjs', 'chunks/startup.mjs'];
  const code = read.map((name) => consumer.get(name)).join('');
  const imported = [...code.matchAll(/\b(?:from|import)"([^"]+)"/g)].map(([, name]) => name);
  expect([...new Set(imported)].sort()).toEqual(['./chunks/startup.mjs', 'node:console', 'node:timers/promises']);
  expect(code.length).toBeLessThan(279_000);
});

it('shares what it read at once with what is loaded later, none of which has a copy of its own', () => {
  const holders = [...consumer].filter(([, text]) => /\bUnavailable=class/.test(text)).map(([name]) => name);
  expect(holders).toEqual(['chunks/startup.mjs']);
});

it.each([
  ['an AWS client', 'S3Client=class'],
  ['what the function scores with', ' ms to score`'],
  ['the past of sources', 'ShardState=class'],
  ['counting in incidents', 'async function countInIncidents'],
  ['all of OpenTelemetry', 'OTLPTraceExporter'],
  ['alerts about data quality', 'async function writeExcess'],
  ['rules', 'function compileRules'],
])('keeps %s out of it, until the first record that needs it', (_, code) => {
  const holders = [...consumer].filter(([, text]) => text.includes(code)).map(([name]) => name);
  expect(holders).toHaveLength(1);
  expect(['main.mjs', 'chunks/startup.mjs']).not.toContain(holders[0]);
});

it('makes files that Node can load, whatever is needed first', () => {
  const folder = bundle({ entry: 'lambda/consumer/handler.ts', name: 'main', splitting: true });
  const script = 'for (const file of process.argv.slice(1)) await import(file)';
  for (const files of [filesIn(folder), filesIn(folder).reverse()]) {
    execFileSync(process.execPath, ['--input-type=module', '-e', script, ...files], { env: CONSUMER_ENVIRONMENT });
  }
  rmSync(folder, { recursive: true });
});

it('leaves a program as it is that reads nothing else', () => {
  expect([...bundled('lambda/first-deployment/handler.ts', true).keys()]).toEqual(['main.mjs']);
});

it('lets a program wait for a later file that shares code with it', () => {
  const sources = mkdtempSync(path.join(tmpdir(), 'weir-sources-'));
  writeFileSync(
    path.join(sources, 'shared.ts'),
    'export const made = []; export const make = (one) => made.push(one);',
  );
  writeFileSync(path.join(sources, 'later.ts'), "import { make } from './shared.ts'; make('later');");
  const program =
    "import { made, make } from './shared.ts'; make('first'); await import('./later.ts'); console.log(made.join());";
  writeFileSync(path.join(sources, 'program.ts'), program);
  const folder = bundle({ entry: path.join(sources, 'program.ts'), name: 'main', splitting: true });
  expect(execFileSync(process.execPath, [path.join(folder, 'main.mjs')], { encoding: 'utf8' })).toBe('first,later\n');
  for (const made of [sources, folder]) rmSync(made, { recursive: true });
});

it('hashes as Node does once it is asked', async () => {
  const { createHash } = await import('../../bundles/late-crypto.ts');
  expect(createHash('sha256').update('weir').digest('hex')).toBe(hash('sha256', 'weir'));
});

it('puts the container program into the one file that its Dockerfile copies', () => {
  expect([...bundled('inference-container/main.ts', false).keys()]).toEqual(['main.mjs']);
  expect(readFileSync('inference-container/Dockerfile', 'utf8')).toMatch(/^COPY server\.mjs /m);
});
