import { OUTPUTS } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';

/** What to paste into another terminal, and what is there to talk to. */
export function welcome({ environment, outputs }: Pick<LocalCloud, 'environment' | 'outputs'>): string {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  return [
    'Weir runs on this machine. For the aws CLI, boto3 or any SDK in another terminal:',
    '',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    ...Object.entries(outputs).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    `Feed it with: npm run stream -- --stream ${outputs[OUTPUTS.streamName]} --data FILE.csv`,
    'Verdicts and alerts follow. Ctrl-C ends everything.',
    '',
  ].join('\n');
}
