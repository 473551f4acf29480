import { describe, expect, it } from 'vitest';
import type { ModelPointer } from '../../../contracts/model-registry.ts';
import { MAX_TRAVELLING_BYTES, modelAttribute, WITH_MODEL_CONTENT_TYPE } from '../../../contracts/model-request.ts';
import { decodeRefusal, SCORING_CONTENT_TYPE } from '../../../contracts/scoring.ts';
import { seededRandom } from '../../../kernels/random.ts';
import type { Send } from '../../../lambda/aws/scoring-endpoint.ts';
import { verdictOf } from '../../../lambda/consumer/entry.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { bringingModels } from '../../../lambda/scoring/bring-models.ts';
import type { Model } from '../../../model/model.ts';
import { archiveOf, modelOf } from '../../inference-container/archives.ts';
import { startServer } from '../../inference-container/running-server.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';
import { pointerTo } from '../../support/consumer/pointers.ts';

const OLD = modelOf(['a', 'b', 'c'], 1);
const NEW = modelOf(['a', 'b', 'c', 'd', 'e'], 2);
const DEPLOYED = modelOf(['other'], 3);
const SWITCH_MS = ARRIVAL_MS + 60_000;
const SWITCHED: ModelPointer = pointerTo(OLD.identity, { model: NEW.identity, holdsFromMs: SWITCH_MS });

/** An endpoint of several copies of the container, each request to any of them, and a registry with both versions. */
async function endpointOf(copies: number, { maxRequestBytes = 4_000_000, now = (): number => 0 } = {}) {
  const servers = await Promise.all(Array.from({ length: copies }, () => startServer(DEPLOYED)));
  const random = seededRandom(1);
  const calls: { readonly isAttached: boolean; readonly bytes: number }[] = [];
  const send: Send = async (body, _, model) => {
    const { invoke } = servers[Math.floor(random() * copies)];
    calls.push({ isAttached: model?.isAttached === true, bytes: body.length });
    const answer = await invoke(new Uint8Array(body), {
      'content-type': model?.isAttached ? WITH_MODEL_CONTENT_TYPE : SCORING_CONTENT_TYPE,
      ...(model && { 'x-amzn-sagemaker-custom-attributes': modelAttribute(model.identity) }),
    });
    const text = await answer.text();
    if (answer.ok) return { kind: 'answered', body: text };
    return { kind: 'refused', ...decodeRefusal(answer.status, text) };
  };
  const archives = new Map<string, Uint8Array>();
  for (const model of [OLD, NEW]) archives.set(model.identity, await archiveOf(model));
  const registry = { archiveOf: async (identity: string) => archives.get(identity)! };
  return { calls, archives, invoke: bringingModels({ send, ...registry, maxRequestBytes, now }) };
}

/** Rows in the model's order, that many with so many values, the first of which arrives then, a second apart. */
function rowsOf(count: number, width: number, fromMs: number, first = 0) {
  return Array.from({ length: count }, (_, i) => {
    const values = Array.from({ length: width }, (_, f) => (i * 7 + f) % 5);
    return { ...record(first + i, JSON.stringify(values)), arrivalMs: fromMs + 1000 * i };
  });
}

function consumerOf(invoke: Awaited<ReturnType<typeof endpointOf>>['invoke'], pointer = SWITCHED): TestConsumer {
  const consumer = new TestConsumer({}, { invoke });
  consumer.aws.pointer = pointer;
  return consumer;
}

const versionsOf = ({ report }: TestConsumer) => report.entries.map((entry) => verdictOf(entry)?.modelVersion);
const times = (count: number, { version }: Model) => Array<string>(count).fill(version);

describe('rows that arrive around a change of the model', () => {
  const around = [...rowsOf(63, 3, SWITCH_MS - 63_000), ...rowsOf(40, 5, SWITCH_MS, 63)];

  it('are each judged by the version of their arrival, in one batch, and none is malformed', async () => {
    const { invoke } = await endpointOf(1);
    const consumer = consumerOf(invoke);
    expect(await consumer.process(around)).toMatchObject({ done: 103, quarantined: 0 });
    expect(versionsOf(consumer)).toEqual([...times(63, OLD), ...times(40, NEW)]);
  });

  it('get the same version in every delivery, before and after it was promoted, by whatever process', async () => {
    const { invoke } = await endpointOf(2);
    const before = consumerOf(invoke, pointerTo(OLD.identity));
    await before.process(around.slice(0, 63));
    const after = consumerOf(invoke);
    await after.process(around.slice(0, 63));
    const verdicts = [before, after].map(({ report }) => report.entries.map(verdictOf));
    expect(verdicts[0]).toEqual(verdicts[1]);
    expect(versionsOf(after)).toEqual(times(63, OLD));
  });

  it('are judged by the new one as soon as it holds, by a process that had read the pointer before', async () => {
    const { invoke } = await endpointOf(1);
    const consumer = consumerOf(invoke, pointerTo(OLD.identity));
    await consumer.process(around.slice(0, 10));
    consumer.aws.pointer = SWITCHED;
    consumer.nowMs = SWITCH_MS + 5000;
    await consumer.process(around.slice(60, 66));
    expect(versionsOf(consumer).slice(10)).toEqual([...times(3, OLD), ...times(3, NEW)]);
  });
});

describe('a version that no copy of the container holds', () => {
  it('is brought to each copy, and then asked for alone', async () => {
    const { invoke, calls } = await endpointOf(3);
    const consumer = consumerOf(invoke);
    for (let i = 0; i < 20; i++) await consumer.process(rowsOf(2, 3, ARRIVAL_MS, 2 * i));
    expect(versionsOf(consumer)).toEqual(times(40, OLD));
    expect(calls.filter(({ isAttached }) => isAttached).length).toBeLessThanOrEqual(8);
    expect(calls.slice(-3).map(({ isAttached }) => isAttached)).toEqual([false, false, false]);
    expect(consumer.report.away).toEqual([]);
  });

  it('and does not fit beside the rows has them halved, and nobody is suspected', async () => {
    const records = rowsOf(400, 3, ARRIVAL_MS);
    const { invoke, calls, archives } = await endpointOf(1, { maxRequestBytes: 9000 });
    expect(archives.get(OLD.identity)!.length).toBeLessThan(7000);
    const consumer = new TestConsumer({ maxRequestBytes: 9000 }, { invoke });
    consumer.aws.pointer = pointerTo(OLD.identity);
    expect(await consumer.process(records)).toMatchObject({ done: 400, quarantined: 0 });
    expect(versionsOf(consumer)).toEqual(times(400, OLD));
    expect(consumer.report.away).toEqual([]);
    expect(Math.max(...calls.map(({ bytes }) => bytes))).toBeLessThanOrEqual(9000);
  });

  it('and is too large to travel is waited for, and said', async () => {
    const { invoke, archives } = await endpointOf(1);
    archives.set(OLD.identity, new Uint8Array(MAX_TRAVELLING_BYTES + 1));
    const asked = invoke(Buffer.from('{"instances":[]}'), 1000, OLD.identity);
    await expect(asked).rejects.toThrow(new RegExp(`version ${OLD.version}.*too many to travel`));
    await expect(asked).rejects.toBeInstanceOf(Unavailable);
  });

  it('and is not what the registry says condemns no row', async () => {
    const { invoke, archives } = await endpointOf(1);
    const consumer = consumerOf(invoke);
    await consumer.process(rowsOf(20, 3, ARRIVAL_MS));
    archives.set(NEW.identity, await archiveOf(OLD));
    const line = await consumer.process(rowsOf(20, 5, SWITCH_MS, 20));
    expect(line).toMatchObject({ retryFrom: '20', quarantined: 0 });
    expect(consumer.report.away[0].reason).toContain('no observation is accepted: the endpoint refuses it: bad_model');
    archives.set(NEW.identity, await archiveOf(NEW));
    expect(await consumer.process(rowsOf(20, 5, SWITCH_MS, 20))).toMatchObject({ done: 20 });
  });

  it('comes within the time of the call, or not at all', async () => {
    let nowMs = 0;
    const { invoke, calls } = await endpointOf(1, { now: () => (nowMs += 600) });
    await expect(invoke(Buffer.from('[]'), 500, OLD.identity)).rejects.toThrow('came too late to be sent');
    expect(calls.length).toBe(1);
  });
});

it('a version that is voided is not asked for any more, though all that waits arrived long before', async () => {
  const { invoke } = await endpointOf(1);
  const broken = { ...SWITCHED, changes: [...SWITCHED.changes, { ...SWITCHED.changes[0], model: 'f'.repeat(64) }] };
  const consumer = new TestConsumer(
    {},
    {
      invoke: async (body, timeoutMs, model) => {
        if (model === 'f'.repeat(64)) throw new Unavailable('models', 'nobody can load it');
        return invoke(body, timeoutMs, model);
      },
    },
  );
  consumer.aws.pointer = broken;
  expect(await consumer.process(rowsOf(5, 3, ARRIVAL_MS))).toMatchObject({ retryFrom: '0' });
  const done = { atMs: ARRIVAL_MS, by: 'a test', why: 'nobody can load it' };
  consumer.aws.pointer = { ...broken, voided: [{ model: 'f'.repeat(64), ...done }] };
  expect(await consumer.process(rowsOf(5, 3, ARRIVAL_MS))).toMatchObject({ done: 5 });
  expect(versionsOf(consumer)).toEqual(times(5, OLD));
});

it('a pointer that cannot be read is waited for, and condemns nobody', async () => {
  const { invoke } = await endpointOf(1);
  let isAway = true;
  const consumer = new TestConsumer(
    {},
    {
      invoke,
      models: {
        async pointer() {
          if (isAway) throw new Unavailable('models', 'connect ECONNREFUSED');
          return SWITCHED;
        },
      },
    },
  );
  expect(await consumer.process(rowsOf(5, 3, ARRIVAL_MS))).toMatchObject({ retryFrom: '0', quarantined: 0 });
  expect(consumer.report.away[0]).toMatchObject({ port: 'models', reason: 'connect ECONNREFUSED' });
  isAway = false;
  expect(await consumer.process(rowsOf(5, 3, ARRIVAL_MS))).toMatchObject({ done: 5 });
});
