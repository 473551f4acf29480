import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readEntrypoint } from '../../local/endpoint/read-entrypoint.ts';
import { bundledProgram } from './running-program.ts';

it('the image is built on a base that no tag can move, and a bot looks for a newer one', () => {
  const from = readFileSync('inference-container/Dockerfile', 'utf8').match(/^FROM .*$/gm);
  expect(from).toEqual([
    expect.stringMatching(/^FROM public\.ecr\.aws\/docker\/library\/node:24-slim@sha256:[0-9a-f]{64}$/),
  ]);
  expect(readFileSync('.github/dependabot.yml', 'utf8')).toMatch(
    /package-ecosystem: docker\n +directory: \/inference-container\n/,
  );
});

it('the image starts its one program with a small young generation, here as on AWS', () => {
  const program = bundledProgram();
  onTestFinished(() => rmSync(path.dirname(program), { recursive: true }));
  expect(readEntrypoint(path.dirname(program))).toEqual({
    nodeArguments: ['--max-semi-space-size=2', program],
    environment: { NODE_ENV: 'production' },
  });
});
