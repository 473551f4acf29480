import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeMutation } from '../../../verification/mutate/report.ts';
import { NOT_CHOSEN } from '../../../verification/mutate/sample-checker.ts';

let folder: string;
let fileName: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-mutate-'));
  fileName = join(folder, 'limit.ts');
  writeFileSync(fileName, 'export function isOver(x: number) {\n  return x > 3\n    || x < -3;\n}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function mutant(status: MutantResult['status'], parts: Partial<MutantResult> = {}): MutantResult {
  const location = { start: { line: 2, column: 10 }, end: { line: 2, column: 15 } };
  return { id: '1', fileName, mutatorName: 'EqualityOperator', location, replacement: 'x >= 3', status, ...parts };
}

it('the score counts what was noticed, by a failure, by never ending or by tests that do not load, of what was tried', () => {
  const mutants = [
    mutant('Killed'),
    mutant('Timeout'),
    mutant('RuntimeError'),
    mutant('Survived'),
    mutant('NoCoverage', {
      location: { start: { line: 2, column: 10 }, end: { line: 3, column: 14 } },
      replacement: 'false',
    }),
    mutant('CompileError', { statusReason: NOT_CHOSEN }),
  ];
  const place = relative('', fileName);
  expect(describeMutation('lib', { mutants, seconds: 12.3 }).split('\n')).toEqual([
    'lib: 60.0 %, 3 of 5 mutants noticed, 1 of them by their time (6 are possible), 12 s',
    `  ${place}:2  x > 3  →  x >= 3`,
    `  ${place}:2  x > 3 || x < -3  →  false, which no test reaches`,
  ]);
});
