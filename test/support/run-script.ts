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
  return runScriptWith({}, name, ...flags);
}

/** @param environment added to this process's own */
export function runScriptWith(
  environment: Readonly<Record<string, string>>,
  name: string,
  ...flags: string[]
): Promise<ScriptRun> {
  const script = join(PROJECT, 'scripts', `${name}.ts`);
  const env = { ...process.env, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...flags], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
