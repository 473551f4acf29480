import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../bundles/bundle.ts';
import { SERVICE_VARIABLE, SETTINGS_VARIABLE } from '../../contracts/settings-variable.ts';
import type { Bench, BenchLine } from '../bench-line.ts';
import { eventsOf } from '../consumer/batches.ts';
import { POINTER, USUAL_ANSWER } from '../consumer/bench-consumer.ts';
import { COLD_SETTINGS } from '../consumer/cold-settings.ts';
import { interleaved, timeText } from '../measure.ts';
import { startStandInAws } from '../servers/stand-in-aws.ts';

const FIRST_EVENT = join(import.meta.dirname, '../servers/first-event.mjs');
const EMPTY = 'export const handler = async () => ({ batchItemFailures: [] });\n';
const ROUNDS = 21;
/** Before the consumer has anything to ask of AWS; loading the past of sources is not in it. */
const GOAL = 2;
/** With the clients of S3 and SageMaker, their first requests, and ten observations. */
const SCORED_GOAL = 8;

/** CPU of a process until its first batch is handled, against a handler that does nothing. */
export const coldStart: Bench = {
  name: 'cold-start',
  async *run() {
    const folder = bundle({ entry: 'lambda/consumer/handler.ts', name: 'handler', splitting: true });
    const aws = await startStandInAws(JSON.stringify(POINTER), USUAL_ANSWER);
    try {
      const ours = join(folder, 'handler.mjs');
      const empty = join(folder, 'empty.mjs');
      await writeFile(empty, EMPTY);
      yield await line(folder, { ours, empty, awsUrl: aws.url }, '{"Records":[]}', 'nothing in it', GOAL);
      const batch = eventsOf({ records: 10, each: 1 }).next().value as string;
      yield await line(folder, { ours, empty, awsUrl: aws.url }, batch, 'ten observations, scored', SCORED_GOAL);
    } finally {
      await aws.stop();
      await rm(folder, { recursive: true });
    }
  },
};

interface Sides {
  readonly ours: string;
  readonly empty: string;
  readonly awsUrl: string;
}

async function line(folder: string, sides: Sides, event: string, what: string, goal: number): Promise<BenchLine> {
  const eventFile = join(folder, 'event.json');
  await writeFile(eventFile, event);
  const taken = await interleaved(ROUNDS, {
    ours: () => cpuSecondsOf(sides.ours, eventFile, sides.awsUrl),
    theirs: () => cpuSecondsOf(sides.empty, eventFile, sides.awsUrl),
  });
  return {
    work: `cold start of the consumer, CPU to the first batch handled, ${what}`,
    rival: 'an empty handler',
    ratio: taken.ours / taken.theirs,
    goal,
    better: 'lower',
    ours: timeText(taken.ours),
    theirs: timeText(taken.theirs),
  };
}

async function cpuSecondsOf(bundle: string, eventFile: string, awsUrl: string): Promise<number> {
  const env = {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    [SERVICE_VARIABLE]: 'bench',
    [SETTINGS_VARIABLE]: COLD_SETTINGS,
  };
  const { stderr } = await promisify(execFile)(process.execPath, [FIRST_EVENT, bundle, eventFile], { env });
  const { cpuSeconds, answer } = JSON.parse(stderr.trim().split('\n').at(-1)!);
  if (answer.batchItemFailures.length > 0) throw new Error(`the first batch was given back: ${JSON.stringify(answer)}`);
  return cpuSeconds;
}
