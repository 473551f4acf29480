import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readEntrypoint } from '../../local/endpoint/read-entrypoint.ts';
import { bundledProgram } from './running-program.ts';

it('the image starts its one program with a small young generation, here as on AWS', () => {
  const program = bundledProgram();
  onTestFinished(() => rmSync(path.dirname(program), { recursive: true }));
  expect(readEntrypoint(path.dirname(program))).toEqual({
    nodeArguments: ['--max-semi-space-size=2', program],
    environment: { NODE_ENV: 'production' },
  });
});
