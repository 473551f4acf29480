import { execFile } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');

export interface ScriptRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `scripts/NAME.ts` as `npm run` does. */
export function runScript(name: string, ...flags: string[]): Promise<ScriptRun> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(PROJECT, 'scripts', `${name}.ts`), ...flags], (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
