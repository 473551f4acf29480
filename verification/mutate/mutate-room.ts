import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { addMoreMutators } from './more-mutators.ts';
import type { Room } from './rooms.ts';
import type { Sample } from './sample-checker.ts';
import { ROOM_VARIABLE } from './vitest.config.ts';

export interface Mutation {
  readonly mutants: readonly MutantResult[];
  readonly seconds: number;
}

/** Tries a sample of a room's mutants, in a copy: the checkout never holds one, however the run ends. */
export async function mutateRoom(room: Room, sample: Sample): Promise<Mutation> {
  await addMoreMutators();
  const copy = mkdtempSync(join(tmpdir(), 'weir-mutate-'));
  // Stryker ends the process by itself when it is interrupted.
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  process.env[ROOM_VARIABLE] = room;
  const startMs = performance.now();
  const mutants = await new Stryker(strykerOptions(room, copy, sample)).runMutationTest();
  return { mutants, seconds: (performance.now() - startMs) / 1000 };
}

function strykerOptions(room: Room, copy: string, sample: Sample) {
  const options: PartialStrykerOptions = {
    // Compiled kernels are one long text, and AssemblyScript is not what runs.
    mutate: [`${room}/**/*.ts`, `!${room}/**/*.d.ts`, `!${room}/**/assembly/**`, `!${room}/**/*-module.ts`],
    testRunner: 'vitest',
    vitest: { configFile: 'verification/mutate/vitest.config.ts' },
    coverageAnalysis: 'perTest',
    plugins: ['@stryker-mutator/vitest-runner', join(import.meta.dirname, 'sample-checker.ts')],
    checkers: ['sample'],
    tempDirName: copy,
    ignorePatterns: ['out', 'cdk.out', 'coverage'],
    concurrency: 1,
    // Of what all tests of the mutant took together: other work on the machine must not look like an endless loop.
    timeoutFactor: 4,
    reporters: ['progress-append-only'],
    logLevel: 'error' as PartialStrykerOptions['logLevel'],
    warnings: false,
    // Stryker would rewrite it with TypeScript's API, which TypeScript 7 no longer has; nothing here reads it.
    tsconfigFile: 'none',
    disableTypeChecks: false,
  };
  return { ...options, sample };
}
