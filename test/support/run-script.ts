import { type ExecFileOptions, execFile } from 'node:child_process';
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
  return run(name, flags, { env: { ...process.env, ...environment } });
}

/** @param folder whose settings count */
export function runScriptIn(folder: string, name: string, ...flags: string[]): Promise<ScriptRun> {
  return run(name, flags, { cwd: folder });
}

/** The same with variables that are set, or taken away where undefined. */
export function runScriptInWith(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  name: string,
  ...flags: string[]
): Promise<ScriptRun> {
  return run(name, flags, { cwd: folder, env: { ...process.env, ...environment } });
}

function run(name: string, flags: readonly string[], options: ExecFileOptions): Promise<ScriptRun> {
  const script = join(PROJECT, 'scripts', `${name}.ts`);
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...flags], { ...options, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
