import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';

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

/** Names of a file and of all that it imports before it runs. */
function readAtOnce(files: ReadonlyMap<string, string>, name: string, read = new Set<string>()): Set<string> {
  if (read.has(name)) return read;
  read.add(name);
  for (const [, imported] of files.get(name)!.matchAll(/(?:from|import)"(\.[^"]+)"/g)) {
    readAtOnce(files, path.join(path.dirname(name), imported), read);
  }
  return read;
}

it('gives the same bytes each time, so that only a change of the code redeploys it', () => {
  expect(bundled('lambda/consumer/handler.ts', true)).toEqual(bundled('lambda/consumer/handler.ts', true));
});

it('keeps the AWS clients out of what a cold start of the consumer reads', () => {
  const files = bundled('lambda/consumer/handler.ts', true);
  expect(files.size).toBeGreaterThan(5);
  expect(files.get('main.mjs')?.length).toBeLessThan(140_000);
});

it('keeps what the function scores with out of what a cold start of the consumer reads', () => {
  const files = bundled('lambda/consumer/handler.ts', true);
  const read = readAtOnce(files, 'main.mjs');
  const scoring = [...files].filter(([, text]) => text.includes(' ms to score`'));
  expect(scoring.map(([name]) => read.has(name))).toEqual([false]);
  const bytes = [...read].reduce((sum, name) => sum + files.get(name)!.length, 0);
  expect(bytes).toBeLessThan(290_000);
});

it.each([
  ['the past of sources', 'ShardState=class'],
  ['counting in incidents', 'async function countInIncidents'],
  ['alerts about data quality', 'async function writeExcess'],
  ['rules', 'function compileRules'],
  ['all of OpenTelemetry', 'OTLPTraceExporter'],
])('keeps %s out of it, until the first record that needs it', (_, code) => {
  const files = bundled('lambda/consumer/handler.ts', true);
  const read = readAtOnce(files, 'main.mjs');
  const holders = [...files].filter(([, text]) => text.includes(code)).map(([name]) => name);
  expect(holders).toHaveLength(1);
  expect(read.has(holders[0])).toBe(false);
});

it('makes require only in files that call it, and loads zlib only for what is packed', () => {
  const files = bundled('lambda/consumer/handler.ts', true);
  const made = [...files].filter(([, text]) => text.includes('createRequire('));
  expect(made.length).toBeLessThan(files.size);
  for (const [, text] of made) expect(text.replaceAll('createRequire', '')).toMatch(/\brequire\b.*\brequire\b/s);
  const read = [...readAtOnce(files, 'main.mjs')].map((name) => files.get(name)!);
  expect(read.filter((text) => /from"node:zlib"/.test(text))).toEqual([]);
});

it('puts the container program into the one file that its Dockerfile copies', () => {
  expect([...bundled('inference-container/main.ts', false).keys()]).toEqual(['main.mjs']);
  expect(readFileSync('inference-container/Dockerfile', 'utf8')).toMatch(/^COPY server\.mjs /m);
});
