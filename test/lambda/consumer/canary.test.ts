import { describe, expect, it, vi } from 'vitest';
import { canaryNonce } from '../../../contracts/canary.ts';
import { EMPTY_POINTER } from '../../../contracts/model-registry.ts';
import { encodeObservation } from '../../../contracts/observation.ts';
import { type Canary, encodeCanary } from '../../../contracts/record-forms/canary-record.ts';
import { malformed } from '../../../contracts/result.ts';
import { seeCanaries } from '../../../lambda/consumer/see-canaries.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { TestConsumer, type TestPorts } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';
import { pointerTo, TEST_MODEL } from '../../support/consumer/pointers.ts';
import { KEY, MINUTE_MS, PAST, PUMPS, recordAt, recordsOf, SilenceRun } from '../../support/consumer/silence-run.ts';

vi.mock('../../../streams/silence-limits.ts', async (original) => ({
  ...(await original<typeof import('../../../streams/silence-limits.ts')>()),
  ...{ LEAST_SEEN: 0, LEAST_INTERVALS: 5 },
}));

const NONCE = canaryNonce(ARRIVAL_MS - 250, 'c'.repeat(32));
const canary = (sequenceNumber: number, says: Partial<Canary> = {}, features = { x: 5 }) =>
  record(sequenceNumber, encodeCanary({ nonce: NONCE, model: TEST_MODEL, ...says }, features));

/** A consumer to which one canary is known. */
function consumerOf(ports: TestPorts = {}, settings = {}): TestConsumer {
  const consumer = new TestConsumer(settings, ports);
  consumer.aws.putCanaries.set(NONCE, undefined);
  return consumer;
}

describe('a canary of ours', () => {
  it('is scored, measured from put to verdict, settled, and counted and told nowhere', async () => {
    const consumer = consumerOf();
    const line = await consumer.process([record(1, [{}]), canary(2), record(3, [{ features: { x: 5 } }])]);
    expect(line).toMatchObject({ records: 3, observations: 2, done: 2, quarantined: 0, anomalous: 1 });
    const identity = 'shardId-000000000000:2:0';
    expect(consumer.report.canaries).toEqual([{ identity, outcome: 'flagged', latencyMs: 1250 }]);
    expect(consumer.aws.putCanaries.get(NONCE)).toBe('flagged');
    expect(consumer.report.doneIdentities).toEqual([expect.stringMatching(/:1:0$/), expect.stringMatching(/:3:0$/)]);
    expect([...consumer.aws.items.keys()]).toEqual(['pump-1']);
    expect(consumer.aws.published.map(({ source }) => source)).toEqual(['pump-1']);
    expect(consumer.aws.requests).toContainEqual([{ x: 5 }]);
  });

  it('is missed when the model finds it usual, or cannot score it, and neither is quarantined', async () => {
    const usual = consumerOf();
    expect(await usual.process([canary(1, {}, { x: 0 })])).toMatchObject({ observations: 0, quarantined: 0 });
    expect(usual.report.canaries).toMatchObject([{ outcome: 'missed', reason: 'it was found usual' }]);
    expect(usual.aws.putCanaries.get(NONCE)).toBe('missed');
    const { problem } = malformed('no_known_feature', '', 'none of its features is known');
    const refused = consumerOf({ score: async () => ({ rows: [{ error: problem }] }) });
    expect(await refused.process([canary(1)])).toMatchObject({ observations: 0, quarantined: 0 });
    expect(refused.report.canaries).toMatchObject([{ outcome: 'missed', reason: problem.message }]);
    expect(refused.aws.objects.size).toBe(0);
  });

  it('is missed, and holds nothing up, while nobody can score it', async () => {
    const unavailable = new Unavailable('scoring', 'away');
    const consumer = consumerOf({ score: async () => ({ rows: [undefined], unavailable }) });
    const line = await consumer.process([canary(1)]);
    expect(line.retryFrom).toBeUndefined();
    expect(consumer.report.canaries).toMatchObject([{ outcome: 'missed', reason: 'away' }]);
  });

  it.each([
    ['no model judges', EMPTY_POINTER, TEST_MODEL],
    ['another model judges than it was made for', pointerTo('0'.repeat(64)), TEST_MODEL],
  ])('is asked of nobody where %s: the way to its decoding is measured', async (_, pointer, model) => {
    const consumer = consumerOf();
    consumer.aws.pointer = pointer;
    await consumer.process([canary(1, { model })]);
    expect(consumer.report.canaries).toMatchObject([{ outcome: 'decoded', latencyMs: 1250 }]);
    expect(consumer.report.calls).toBe(0);
  });

  it('waits, with what is behind it, while the table does not say whether it is ours', async () => {
    const away = async () => {
      throw new Unavailable('incidents', 'away');
    };
    const consumer = consumerOf({ canaries: { has: away, settle: away } });
    expect(await consumer.process([canary(1)])).toMatchObject({ retryFrom: '1', observations: 0 });
    expect(consumer.report.canaries).toEqual([]);
  });

  it('counts once in a delivery, however often its record lies there', async () => {
    const consumer = consumerOf();
    await consumer.process([canary(1), canary(2), canary(3)]);
    expect(consumer.report.canaries).toHaveLength(1);
  });
});

describe('what uses the name of canaries and is none of ours', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['a nonce that nobody put', encodeCanary({ nonce: canaryNonce(5, 'd'.repeat(32)) }, { x: 5 }), 'unknown_canary'],
    ['no nonce', '{"weir:canary":"me","features":{"x":1}}', 'unknown_canary'],
    ['another form', '{"weir:canary":', 'unknown_canary'],
    ['their source', encodeObservation({ source: 'weir:canary', timestampMs: 0, features: { x: 5 } }), 'bad_source'],
  ])('%s: goes to quarantine, and what is behind it is finished', async (_, bytes, code) => {
    const consumer = consumerOf();
    const line = await consumer.process([record(1, bytes), record(2, [{}])]);
    expect(line).toMatchObject({ observations: 2, quarantined: 1, done: 1 });
    expect(consumer.report.quarantines).toMatchObject([{ reason: { code } }]);
    expect(consumer.report.canaries).toEqual([]);
    expect(consumer.aws.published).toEqual([]);
  });

  it('costs no call of the model', async () => {
    const consumer = consumerOf();
    await consumer.process([canary(1, { nonce: canaryNonce(5, 'd'.repeat(32)) })]);
    expect(consumer.report.calls).toBe(0);
  });
});

describe('what is known of sources', () => {
  it('knows no canary', async () => {
    const run = new SilenceRun();
    run.consumer.aws.putCanaries.set(NONCE, undefined);
    await run.process([...recordsOf(PUMPS, 3), { ...recordAt(3, []), bytes: canary(0).bytes }]);
    const learned = run.consumer.report.sourceStateEvents.filter(({ kind }) => kind === 'kept');
    expect(learned.at(-1)).toMatchObject({ sources: 3 });
    expect(run.consumer.report.canaries).toMatchObject([{ outcome: 'flagged' }]);
  });

  it('misses a stream of which nothing but canaries comes', async () => {
    const run = new SilenceRun();
    const nonceAt = (minute: number) => canaryNonce(ARRIVAL_MS + minute * MINUTE_MS, 'c'.repeat(32));
    const canaries = [42, 44, 46, 48].map((minute) => {
      run.consumer.aws.putCanaries.set(nonceAt(minute), undefined);
      return { ...recordAt(minute, []), bytes: encodeCanary({ nonce: nonceAt(minute) }) };
    });
    const records = [...recordsOf(PUMPS, 40), ...canaries];
    run.aws.sourceState.shards.set(KEY, { records });
    await run.process(records);
    await run.look(49);
    await run.look(50);
    expect(run.told).toEqual(['no_data 3']);
  });
});

it('only what was read as a canary is looked at', async () => {
  const { report: _, aws } = new TestConsumer({ sourceState: PAST });
  const entry = { decoded: { ok: true, observation: {} }, state: { kind: 'canary' } };
  await expect(seeCanaries([entry as never], { ports: aws } as never)).rejects.toThrow(TypeError);
});
