import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Synthesises the app with the CDK's own command line into `outDir`, as `cdk deploy` would.
 * @param settings `name=value` each, as after `cdk -c`
 * @param file the settings file under them: none, unless what is deployed next is wanted, so that a demo or a test
 * does not depend on what somebody set
 * @throws with what the CDK said, when the settings are wrong
 */
export async function synthesise(
  outDir: string,
  settings: readonly string[],
  file: 'none' | 'weir.json' = 'none',
): Promise<void> {
  const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');
  const context = file === 'none' ? ['settings=none', ...settings] : settings;
  const flags = ['synth', '--quiet', '--output', resolve(outDir), ...context.flatMap((each) => ['-c', each])];
  // cdk.json starts `node`, which must be this one however this command was started.
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const child = spawn(process.execPath, [cdk, ...flags], {
    cwd: PROJECT,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, , code] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    new Promise<number | null>((done, reject) => child.once('error', reject).once('close', done)),
  ]);
  if (code !== 0) throw new Error(`the app could not be synthesised:\n${said.trim()}`);
}
