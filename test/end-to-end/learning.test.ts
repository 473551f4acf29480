import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackNames } from '../../contracts/installation.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import type { FunctionTemplate } from '../../scripts/cli/patch-function-settings.ts';
import { skipFunctionClocks } from '../../verification/chaos/skip-function-clocks.ts';
import { type SkippingClock, skippingClock } from '../../verification/chaos/skipping-clock.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { loadAndHeat, normalNumbers } from '../support/training/sampled-rows.ts';

const MINUTE_MS = 60_000;
const SOURCES = 100;

interface Line {
  readonly message: string;
  readonly source?: string;
  readonly verdict?: { readonly modelVersion: string };
  readonly model?: string;
}

let cloud: LocalCloud;
let clock: SkippingClock;
let client: KinesisClient;
const lines: Line[] = [];

beforeAll(async () => {
  const assemblyDir = await synthesisedAssembly('logVerdicts=all', 'scoring=function');
  const file = join(assemblyDir, `${stackNames('Weir').detection}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as FunctionTemplate;
  const clockFile = join(assemblyDir, 'skipped-clock');
  skipFunctionClocks(template, clockFile);
  writeFileSync(file, JSON.stringify(template));
  clock = skippingClock(clockFile);
  cloud = await startLocalCloud({ assemblyDir, clock });
  cloud.onLogLine(({ text }) => {
    if (text.startsWith('{')) lines.push(JSON.parse(text));
  });
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = cloud.environment;
  client = new KinesisClient({
    endpoint: AWS_ENDPOINT_URL,
    region: AWS_REGION,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
});

afterAll(async () => {
  client?.destroy();
  await cloud?.stop();
});

const next = normalNumbers(11);

/** A reading of each machine; of the first ones as they should not be. */
async function put(broken = 0): Promise<void> {
  const Records = Array.from({ length: SOURCES }, (_, i) => {
    const { load, heat } = loadAndHeat(next);
    const features = { load, heat: i < broken ? heat! + 40 : heat };
    const source = `machine-${i}`;
    return { PartitionKey: source, Data: encodeObservation({ source, timestampMs: clock.now(), features }) };
  });
  await client.send(new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records }));
  await cloud.settled();
}

const last = (wanted: string) => lines.findLast(({ message }) => message === wanted);

test('an installation that never saw a training file has a model within the hour, which finds what is planted', async () => {
  await put();
  await cloud.runSchedules();
  expect(last('learning')).toMatchObject({
    waitsFor: expect.arrayContaining([expect.stringMatching(/^time: they span/)]),
  });

  for (let minutes = 0; minutes < 55; minutes += 5) {
    clock.skip(5 * MINUTE_MS);
    await put();
  }
  await cloud.runSchedules();
  expect(last('learning')).toMatchObject({ last: { result: 'promoted', why: 'the first model' } });
  const version = last('learning')!.model;

  clock.skip(2 * MINUTE_MS);
  await put(3);
  const found = lines.filter(({ message, verdict }) => message === 'anomaly' && verdict?.modelVersion === version);
  expect(found.map(({ source }) => source).sort()).toEqual(['machine-0', 'machine-1', 'machine-2']);
}, 120_000);
