import { once } from 'node:events';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { OUTPUTS } from '../contracts/installation.ts';
import { toPlainText } from '../contracts/plain-text.ts';
import type { LocalCloud, ReceivedAlert } from '../local/local-cloud.ts';
import { startLocalCloud } from '../local/start-local-cloud.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { contextSetting } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { synthesise } from './cli/synthesise.ts';
import { checkPort, explainPort, portNumber } from './local/check-port.ts';
import { formatLogLine } from './local/format-log-line.ts';
import { keepMessages } from './local/keep-messages.ts';
import { readSecrets } from './local/read-secrets.ts';

interface Options {
  readonly port: number;
  readonly out: string;
  readonly context?: readonly string[];
  readonly secrets?: string;
}

const USUAL_LINES_PER_SECOND = 20;

const command = new Command('local')
  .description('Run the whole app on this machine, from its synthesised templates, until Ctrl-C.')
  .option('--port <number>', 'port of 127.0.0.1 for every AWS service; 0: any free one', portNumber, 4570)
  .option('--out <dir>', 'where the templates and the logs go', 'out/local')
  .option(
    '--secrets <file>',
    'JSON of what the secrets of channels hold, by name: then they are told, outside this machine',
  )
  .option(
    '-c, --context <name=value>',
    'a setting, as for cdk deploy (can be given several times)',
    (text: string, all: readonly string[] = []) => [...all, contextSetting(text)],
  )
  .action(runUntilInterrupted);

async function runUntilInterrupted({ port, out, context = [], secrets: file }: Options): Promise<void> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  const assemblyDir = join(out, 'cdk.out');
  const secrets = file === undefined ? {} : readSecrets(file);
  await checkPort(port);
  console.log('Synthesising the app ...');
  await synthesise(assemblyDir, ['logVerdicts=all', ...context], 'weir.json');
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  const given = { assemblyDir, logsDir: join(out, 'logs'), port, secrets, certificates };
  const cloud = await startLocalCloud(given).catch(explainPort);
  const { channels } = loadSettings(Object.fromEntries(context.map((text) => text.split(/=(.*)/s, 2)))).settings;
  const keep = keepMessages(join(out, 'messages'), channels, Date.now);
  console.log(welcome(cloud));
  const usual = thinOut(USUAL_LINES_PER_SECOND, console.log);
  cloud.onLogLine(({ text }) => {
    const line = formatLogLine(text);
    if (line?.kind === 'verdict') usual.line(line.text);
    else if (line) console.log(line.text);
  });
  cloud.onAlert((message) => console.log(`${alertText(message)}  (${keep(message)})`));
  await interrupted;
  usual.stop();
  console.log('\nStopping ...');
  await cloud.stop();
}

function alertText({ subject, bodies }: ReceivedAlert): string {
  return `${styleText(['bold', 'red'], 'ALERT')}  ${toPlainText(subject ?? bodies.default ?? '')}`;
}

await runCommand(command);

/**
 * Lets at most `perSecond` lines through and then says how many there were besides, so that a fast stream stays
 * readable.
 */
function thinOut(perSecond: number, print: (line: string) => void): { line(text: string): void; stop(): void } {
  let printed = 0;
  let left = 0;
  const timer = setInterval(() => {
    if (left > 0) print(`... and ${left.toLocaleString('en')} more usual ones`);
    printed = 0;
    left = 0;
  }, 1_000);
  return {
    line(text) {
      if (printed++ < perSecond) print(text);
      else left++;
    },
    stop: () => clearInterval(timer),
  };
}

/** What to paste into another terminal, and what is there to talk to. */
function welcome({ environment, outputs }: Pick<LocalCloud, 'environment' | 'outputs'>): string {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  return [
    'Weir runs on this machine. For the aws CLI, boto3 or any SDK in another terminal:',
    '',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    ...Object.entries(outputs).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    `Feed it with: npm run stream -- --stream ${outputs[OUTPUTS.streamName]} --data FILE.csv`,
    'Verdicts and alerts follow, each alert with its e-mail in a file; what others get is beside it.',
    'Ctrl-C ends everything.',
    '',
  ].join('\n');
}
