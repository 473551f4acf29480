import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { endOf, startCdk } from './run-cdk.ts';

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
  const context = file === 'none' ? ['settings=none', ...settings] : settings;
  const flags = ['synth', '--quiet', '--output', resolve(outDir), ...context.flatMap((each) => ['-c', each])];
  const child = startCdk(flags, ['ignore', 'pipe', 'pipe']);
  const [said, , code] = await Promise.all([text(child.stderr!), text(child.stdout!), endOf(child)]);
  if (code !== 0) throw new Error(`the app could not be synthesised:\n${said.trim()}`);
}
