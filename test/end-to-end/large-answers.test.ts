import { expect, test } from 'vitest';
import { MAX_PAYLOAD_BYTES } from '../../contracts/scoring.ts';
import { seededRandom } from '../../kernels/random.ts';
import { scoringEndpoint } from '../../lambda/aws/scoring-endpoint.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import { temporaryFolder } from '../inference-container/running-program.ts';
import { programEndpoint } from '../local/endpoint/program-endpoint.ts';
import { runtimeClient } from '../local/endpoint/runtime-client.ts';
import { TestConsumer } from '../support/consumer/consumer.ts';
import { record } from '../support/consumer/observations.ts';

const WIDTH = 150;
const FEATURES = Array.from({ length: WIDTH }, (_, f) => `reading of sensor ${f}`);

/**
 * The deployed container's program with a model of many features, behind a local endpoint of the kind that carries
 * least.
 */
async function wideEndpoint() {
  const random = seededRandom(5);
  const rows = Float64Array.from({ length: 300 * WIDTH }, random);
  const options = {
    detector: 'isolation-forest',
    parameters: { trees: 20, samples: 64 },
    seed: 7,
    threshold: { kind: 'contamination', share: 0.01 },
  } as const;
  const modelDir = temporaryFolder();
  await saveModel(trainModel({ features: FEATURES, rows }, options), modelDir);
  return programEndpoint(modelDir);
}

test('observations whose verdicts are too large for one answer are all scored and explained', async () => {
  const endpoint = await wideEndpoint();
  const statuses: number[] = [];
  const client = await runtimeClient(endpoint, (_, status) => statuses.push(status));

  const send = scoringEndpoint(endpoint.name, client);
  const consumer = new TestConsumer(
    { maxRequestBytes: MAX_PAYLOAD_BYTES.serverless },
    { invoke: (body, timeoutMs) => send(body, timeoutMs) },
  );
  const strange = (i: number) => Object.fromEntries(FEATURES.map((name, f) => [name, 40 + f + i / 1000]));
  const batch = Array.from({ length: 500 }, (_, i) => record(i, [{ features: strange(i) }]));
  expect(await consumer.process(batch)).toMatchObject({ done: 500, anomalous: 500 });

  // The whole and its halves do not fit, their halves do: nothing else is asked, and nothing waited for.
  expect(statuses).toEqual([424, 424, 200, 200, 424, 200, 200]);
  expect(consumer.report.away).toEqual([]);
  for (const { state } of consumer.report.entries) {
    expect(state).toMatchObject({ verdict: { contributions: { length: WIDTH }, explanation: expect.any(String) } });
  }
}, 60_000);
