import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the CDK's own command line in the project's folder. */
export function startCdk(args: readonly string[], stdio: StdioOptions): ChildProcess {
  const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');
  // cdk.json starts `node`, which must be this one however this command was started.
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return spawn(process.execPath, [cdk, ...args], { cwd: PROJECT, env: { ...process.env, PATH }, stdio });
}

/** Waits for its end. @returns its exit code; null where a signal ended it */
export function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done, reject) => child.once('error', reject).once('close', done));
}
