import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, onTestFinished, test } from 'vitest';
import { type ConsumerLine, decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { encodeObservation, type NamedFeatures } from '../../contracts/observation.ts';
import { LostConnection } from '../../local/gateway/service.ts';
import type { LocalCloudOptions } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { patchFunctionSettings } from '../../scripts/cli/patch-function-settings.ts';
import { changedAssembly, synthesisedAssembly } from '../support/synthesised-assembly.ts';

const ROWS: readonly NamedFeatures[] = [
  { feature_1: 0.5, feature_2: 0.25, feature_3: 0.75 },
  { feature_1: 12, feature_2: 0.1, feature_3: -3 },
  { feature_1: 0.125, feature_2: null, feature_3: 0.3 },
];

/** Runs the deployed bundles on the rows. @returns what the consumer said, and which services were called */
async function judged(assemblyDir: string, options: Pick<LocalCloudOptions, 'intercept'> = {}) {
  const called = new Set<string>();
  const cloud = await startLocalCloud({
    assemblyDir,
    intercept(service, request, proceed) {
      called.add(service);
      return options.intercept ? options.intercept(service, request, proceed) : proceed();
    },
  });
  onTestFinished(() => cloud.stop());
  const lines: ConsumerLine[] = [];
  cloud.onLogLine(({ text }) => {
    const line = decodeLogLine(text);
    if (line) lines.push(line);
  });
  const kinesis = new KinesisClient(clientSettings(cloud));
  const Records = ROWS.map((features) => {
    const data = encodeObservation({ source: 'pump', timestampMs: Date.now(), features });
    return { PartitionKey: 'pump', Data: Buffer.from(data) };
  });
  await kinesis.send(new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records }));
  await cloud.settled();
  kinesis.destroy();
  const judgedLines = lines.flatMap((line) => ('verdict' in line ? [line] : []));
  // an anomaly is said when it is counted
  const inOrder = judgedLines.toSorted((a, b) => (a.identity < b.identity ? -1 : 1));
  const verdicts = inOrder.map(({ verdict }) => verdict);
  return { cloud, lines, verdicts, called };
}

/** What the model says of the rows, asked in this process and not through the pipeline. */
async function expectedScores(): Promise<number[]> {
  const model = await loadModel('samples/model');
  return scoreFeatures(model, ROWS, { explain: false }).map((scored) => (scored.ok ? scored.value.score : Number.NaN));
}

test('where the function scores, no endpoint is there or asked, and the verdicts are those of the model, to the last bit', async () => {
  const dir = await synthesisedAssembly('logVerdicts=all', 'scoring=function');
  const { cloud, verdicts, called } = await judged(dir);
  expect(cloud.outputs).not.toHaveProperty('EndpointName');
  expect(called).not.toContain('sagemaker');
  expect(verdicts.map(({ score }) => score)).toEqual(await expectedScores());
  for (const verdict of verdicts) expect(verdict).not.toHaveProperty('scoredBy');
}, 90_000);

test('while the endpoint is away, the function scores the same in its place, and every verdict says so', async () => {
  const dir = await synthesisedAssembly('logVerdicts=all');
  const soon = changedAssembly(dir, 'Weir-Detection.template.json', (text) => {
    const template = JSON.parse(text);
    patchFunctionSettings(template, { fallbackAfterMs: 1500 });
    return JSON.stringify(template);
  });
  const { lines, verdicts } = await judged(soon, {
    async intercept(service, _, proceed) {
      if (service === 'sagemaker') throw new LostConnection();
      return proceed();
    },
  });
  expect(verdicts.map(({ score }) => score)).toEqual(await expectedScores());
  for (const verdict of verdicts) expect(verdict).toMatchObject({ scoredBy: 'function' });
  expect(lines.filter(({ message }) => message === LOG_MESSAGES.fallback)).toMatchObject([{ decision: 'began' }]);
  expect(lines.find(({ message }) => message === LOG_MESSAGES.batch)).toMatchObject({ scoredByFunction: ROWS.length });
}, 90_000);
