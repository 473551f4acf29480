import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { expect, onTestFinished, test } from 'vitest';
import { decodeScoringResponse } from '../../../contracts/scoring.ts';
import { scoringEndpoint } from '../../../lambda/aws/scoring-endpoint.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { ENDPOINT_FAULTS, type Fault, injectFault } from '../../../local/faults/inject-fault.ts';
import { startGateway } from '../../../local/gateway/start-gateway.ts';

const TIMES = { noAnswerMs: 400, lateMs: 50 };
const SCORES = JSON.stringify({
  scores: [1, 2].map((score) => ({ score, threshold: 3, anomalous: false, grade: 0, modelVersion: 'test' })),
});

/**
 * A service behind the gateway that answers `body`, while something is wrong with it. @returns how to reach it, and how
 * often it was
 */
async function faulty(service: string, fault: Fault, body: string) {
  const reached = { times: 0 };
  const answer = async () => {
    reached.times++;
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  };
  const gateway = await startGateway({
    port: 0,
    services: new Map([[service, answer]]),
    principalOf: () => 'role',
    intercept: (name, _request, proceed) => injectFault(fault, name, proceed, TIMES),
    onBug: (bug) => expect.fail(String(bug)),
  });
  onTestFinished(gateway.stop);
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  return { reached, options: { endpoint: gateway.url, region: 'eu-west-1', credentials, maxAttempts: 1 } };
}

async function invoke(fault: Fault) {
  const { options, reached } = await faulty('sagemaker', fault, SCORES);
  const client = new SageMakerRuntimeClient(options);
  onTestFinished(() => client.destroy());
  const outcome = await scoringEndpoint('endpoint', client)(new Uint8Array(), 200).catch((error: Error) => error);
  return { outcome, reached: reached.times };
}

test.for<Fault>(['throttled', 'server_error', 'refused', 'model_5xx', 'not_ready'])(
  'an endpoint with the fault %s is unavailable to the consumer and was not reached',
  async (fault) => {
    const { outcome, reached } = await invoke(fault);
    expect(outcome).toBeInstanceOf(Unavailable);
    expect(reached).toBe(0);
  },
);

// A connection that dies may have died while the function was frozen: it is replaced once.
test.for<[Fault, number]>([
  ['lost_answer', 2],
  ['no_answer', 1],
])('after %s the call went through all the same, %i times', async ([fault, times]) => {
  const { outcome, reached } = await invoke(fault);
  expect(outcome).toBeInstanceOf(Unavailable);
  expect(reached).toBe(times);
});

test('a late answer is an answer, and one of the container with 4xx a refusal', async () => {
  expect((await invoke('late')).outcome).toEqual({ kind: 'answered', body: SCORES });
  expect((await invoke('model_4xx')).outcome).toMatchObject({ kind: 'refused' });
});

test.for(ENDPOINT_FAULTS.filter((fault) => fault.endsWith('_answer')))(
  'a %s cannot be read as scores',
  async (fault) => {
    const { outcome } = await invoke(fault);
    expect(decodeScoringResponse((outcome as { body: string }).body, 2)).toMatchObject({ ok: false });
  },
);

test('a throttled DynamoDB is called by its own name', async () => {
  const { options } = await faulty('dynamodb', 'throttled', '{}');
  const client = new DynamoDBClient(options);
  onTestFinished(() => client.destroy());
  const call = client.send(new GetItemCommand({ TableName: 'items', Key: { source: { S: 'pump' } } }));
  await expect(call).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
});
