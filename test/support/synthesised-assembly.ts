import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { synthesise } from '../../scripts/cli/synthesise.ts';

/** The app as `cdk synth` writes it, for all tests of a file. Call it in `beforeAll`. */
export async function synthesisedAssembly(...settings: string[]): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'weir-assembly-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  await synthesise(dir, settings);
  return dir;
}

/** A copy of an assembly in which one template is changed. */
export function changedAssembly(dir: string, templateFile: string, change: (text: string) => string): string {
  const copy = mkdtempSync(join(tmpdir(), 'weir-assembly-'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(dir, copy, { recursive: true });
  const file = join(copy, templateFile);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing was changed in ${templateFile}`);
  writeFileSync(file, after);
  return copy;
}
