import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../contracts/observation.ts';
import type { Invoke, ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';

const REFUSED: ScoringAnswer = { kind: 'refused', reason: 'no' };
const INVOCATION_MS = 120_000;

/** Sound observations, those in `bad` with a name that says what goes wrong with them; each has a value of its own. */
function batchOf(size: number, bad: ReadonlyMap<number, string> = new Map(), from = 0) {
  return Array.from({ length: size }, (_, i) => {
    const trouble = bad.get(i);
    return record(from + i, [{ features: { x: 0, n: from + i, ...(trouble && { [trouble]: 1 }) } }]);
  });
}

const allOf = (places: readonly number[], trouble: string) => new Map(places.map((place) => [place, trouble]));

/**
 * A consumer whose calls are counted, and answered as a test says; what it leaves open, the endpoint in memory answers.
 */
function consumerOf(answer: (rows: Observation['features'][], calls: number) => ScoringAnswer | undefined) {
  const counted = { calls: 0, atMs: [] as number[] };
  const invoke: Invoke = async (body) => {
    counted.calls++;
    counted.atMs.push(consumer.nowMs);
    const { instances } = JSON.parse(new TextDecoder().decode(body)) as { instances: Pick<Observation, 'features'>[] };
    const rows = instances.map(({ features }) => features);
    return answer(rows, counted.calls) ?? consumer.aws.invoke(body);
  };
  const consumer: TestConsumer = new TestConsumer({}, { invoke });
  return { consumer, counted };
}

/** How many calls there were in each moment of the test's clock. */
function callsPerAttempt({ atMs }: { atMs: readonly number[] }): number[] {
  return [...Map.groupBy(atMs, (ms) => ms).values()].map((calls) => calls.length);
}

const quarantinedNumbers = ({ aws }: TestConsumer) =>
  aws.quarantined.map(({ sequenceNumber }) => Number(sequenceNumber));

describe('an endpoint that fails for everything', () => {
  it.each<[string, ScoringAnswer]>([
    ['refuses', REFUSED],
    ['refuses as too large', { ...REFUSED, isTooLarge: true }],
    ['answers with no scores', { kind: 'answered', body: '{"scores":[]}' }],
    ['answers with a page', { kind: 'answered', body: '<html>' }],
  ])('that %s is unavailable: asked little, waited for, and all is scored when it is back', async (name, wrong) => {
    let isBack = false;
    const { consumer, counted } = consumerOf(() => (isBack ? undefined : wrong));
    for (let i = 0; i < 3; i++) {
      const line = await consumer.process(batchOf(500), INVOCATION_MS);
      expect(line).toMatchObject({ retryFrom: '0', observations: 0 });
    }
    expect(consumer.aws.quarantined).toEqual([]);
    // To halve down to one observation first is the price of "too large".
    const most = name.includes('too large') ? 12 : 4;
    expect(Math.max(...callsPerAttempt(counted))).toBeLessThanOrEqual(most);
    expect(counted.atMs.length / most).toBeLessThanOrEqual(6 + 2 * 6);
    expect(consumer.report.away.slice(0, 5).map(({ waitMs }) => waitMs)).toEqual([1000, 4000, 12_000, 20_000, 20_000]);

    isBack = true;
    expect(await consumer.process(batchOf(500), INVOCATION_MS)).toMatchObject({ done: 500, quarantined: 0 });
  });

  it('although it was right before, is unavailable', async () => {
    const { consumer, counted } = consumerOf((_, calls) => (calls > 1 ? REFUSED : undefined));
    await consumer.process(batchOf(500));
    const line = await consumer.process(batchOf(500, new Map(), 500));
    expect(line).toMatchObject({ retryFrom: '500', observations: 0 });
    expect(Math.max(...callsPerAttempt(counted))).toBeLessThanOrEqual(5);
    expect(consumer.aws.quarantined).toEqual([]);
  });

  it.each([2, 3, 5, 8, 13, 16, 19])('from call %i of a search on condemns nobody', async (from) => {
    let isBack = false;
    const { consumer, counted } = consumerOf((_, calls) => (calls >= from && !isBack ? REFUSED : undefined));
    const batch = batchOf(100, allOf([41], 'refused'));
    expect(await consumer.process(batch)).toMatchObject({ quarantined: 0 });
    expect(counted.calls).toBeLessThanOrEqual(from + 5 * 6);
    isBack = true;
    await consumer.process(batch.slice(40));
    expect(quarantinedNumbers(consumer)).toEqual([41]);
  });

  it('but rows that it knows no name of, condemns nobody either: a control needs a verdict', async () => {
    const { consumer } = consumerOf((rows) => (rows.some((row) => 'x' in row) ? REFUSED : undefined));
    const unknown = record(9, [{ features: { y: 1 } }]);
    expect(await consumer.process([...batchOf(9), unknown])).toMatchObject({ retryFrom: '0', quarantined: 0 });
  });
});

describe.each(['refused', 'garbles'])('observations that are %s', (trouble) => {
  const code = trouble === 'refused' ? 'refused' : 'unanswerable';

  it.each([
    ['one of 500', [137], 25],
    ['five of 500', [0, 77, 78, 300, 499], 98],
    ['the last of 500', [499], 20],
  ])('are found, %s, and cost nothing but few calls and 17 seconds', async (_, places, mostCalls) => {
    const { consumer, counted } = consumerOf(() => undefined);
    const startMs = consumer.nowMs;
    const line = await consumer.process(batchOf(500, allOf(places, trouble)), INVOCATION_MS);
    expect(line).toMatchObject({ done: 500 - places.length, quarantined: places.length });
    expect(quarantinedNumbers(consumer)).toEqual(places);
    for (const { reason } of consumer.aws.quarantined) expect(reason.code).toBe(code);
    expect(counted.calls).toBeLessThanOrEqual(mostCalls);
    expect(consumer.nowMs - startMs).toBe(17_000);
  });

  it.each([0, 31, 63])('are all but number %i of 64: it alone proves the endpoint', async (place) => {
    const places = Array.from({ length: 64 }, (_, i) => i).filter((i) => i !== place);
    const { consumer } = consumerOf(() => undefined);
    const batch = batchOf(64, allOf(places, trouble));
    let line = await consumer.process(batch, INVOCATION_MS);
    for (let i = 0; line.retryFrom !== undefined && i < 20; i++) {
      line = await consumer.process(batch.slice(Number(line.retryFrom)), INVOCATION_MS);
    }
    expect(line.retryFrom).toBeUndefined();
    expect(quarantinedNumbers(consumer)).toEqual(places);
    expect(consumer.report.doneIdentities).toHaveLength(1);
  });

  it('in a batch of one are quarantined where the process has seen a good answer', async () => {
    const { consumer, counted } = consumerOf(() => undefined);
    await consumer.process(batchOf(1));
    const line = await consumer.process(batchOf(1, allOf([0], trouble), 1));
    expect(line).toMatchObject({ quarantined: 1 });
    expect(callsPerAttempt(counted)).toEqual([3, 2, 2, 2]);
  });

  it('in a batch of one wait where it has seen none, until another observation proves the endpoint', async () => {
    const { consumer, counted } = consumerOf(() => undefined);
    const bad = batchOf(1, allOf([0], trouble));
    expect(await consumer.process(bad)).toMatchObject({ retryFrom: '0', quarantined: 0 });
    expect(Math.max(...callsPerAttempt(counted))).toBe(1);
    expect(consumer.report.away[0].reason).toContain('no observation is accepted');
    await consumer.process([record(7, [{ features: { x: 0 } }])]);
    expect(await consumer.process(bad)).toMatchObject({ quarantined: 1 });
  });

  it('are condemned in the end, however short the invocations', async () => {
    const { consumer } = consumerOf(() => undefined);
    const batch = batchOf(20, allOf([3], trouble));
    let line = await consumer.process(batch, 18_000);
    for (let i = 0; line.retryFrom !== undefined && i < 5; i++) {
      line = await consumer.process(batch.slice(Number(line.retryFrom)), 18_000);
    }
    expect(quarantinedNumbers(consumer)).toEqual([3]);
    expect(line.retryFrom).toBeUndefined();
  });

  it.each([1, 2, 3])('are not condemned when that passes after %i tries alone', async (tries) => {
    let failures = 0;
    const { consumer } = consumerOf((rows) => {
      if (!rows.some((row) => 'n' in row && row.n === 137) || failures === tries) return undefined;
      if (rows.length === 1) failures++;
      return trouble === 'refused' ? REFUSED : { kind: 'answered', body: '{"scores":[]}' };
    });
    const startMs = consumer.nowMs;
    expect(await consumer.process(batchOf(500))).toMatchObject({ done: 500, quarantined: 0 });
    expect(consumer.nowMs - startMs).toBe([1000, 5000, 17_000][tries - 1]);
  });
});

describe('suspects', () => {
  it('are asked again together, so that they cost one call when the fault has passed', async () => {
    let isOver = false;
    const troubled = new Set([3, 50, 51, 97]);
    const { consumer, counted } = consumerOf((rows) => {
      const isTroubled = rows.some((row) => 'n' in row && troubled.has(row.n as number));
      return isTroubled && !isOver ? REFUSED : undefined;
    });
    const processed = consumer.process(batchOf(100));
    consumer.report.unavailable = () => {
      isOver = true;
    };
    expect(await processed).toMatchObject({ done: 100 });
    expect(callsPerAttempt(counted).at(-1)).toBe(1);
  });

  it('are asked each alone when it has not', async () => {
    const { consumer, counted } = consumerOf(() => undefined);
    await consumer.process(batchOf(100, allOf([3, 50, 51, 97], 'refused')));
    // All at once and a control, then each and a control.
    expect(callsPerAttempt(counted).slice(1)).toEqual([10, 10, 10]);
  });

  it('are cleared by a right answer: failures count only in a row', async () => {
    let alone = 0;
    const { consumer } = consumerOf((rows) => {
      if (rows.length > 1 || !('n' in rows[0]) || rows[0].n !== 1) return undefined;
      return ++alone % 3 === 0 ? undefined : REFUSED;
    });
    for (let i = 0; i < 4; i++) {
      await consumer.process(batchOf(1));
      expect(await consumer.process(batchOf(1, new Map(), 1))).toMatchObject({ done: 1 });
    }
    expect(consumer.aws.quarantined).toEqual([]);
  });

  it('lose nothing when the endpoint goes away meanwhile, and are told by name in the log', async () => {
    const { consumer } = consumerOf((_, calls) => {
      if (calls > 25 && calls < 28) throw new Unavailable('scoring', 'connect ECONNREFUSED');
      return undefined;
    });
    const line = await consumer.process(batchOf(500, allOf([137], 'refused')), INVOCATION_MS);
    expect(line).toMatchObject({ done: 499, quarantined: 1 });
    expect(consumer.report.away[0].reason).toBe(
      'others are accepted, but shardId-000000000000:137:0 failed, 1 in a row: the endpoint refuses it: do not like it',
    );
  });
});

describe('a request or an answer that is too large', () => {
  it('is halved until it fits, without controls and suspects', async () => {
    const { consumer, counted } = consumerOf((rows) =>
      rows.length > 100 ? { ...REFUSED, isTooLarge: true } : undefined,
    );
    const startMs = consumer.nowMs;
    expect(await consumer.process(batchOf(500))).toMatchObject({ done: 500, quarantined: 0 });
    expect([counted.calls, consumer.nowMs - startMs]).toEqual([15, 0]);
  });

  it('may hold a bad observation, which is found', async () => {
    const { consumer } = consumerOf((rows) => (rows.length > 100 ? { ...REFUSED, isTooLarge: true } : undefined));
    await consumer.process(batchOf(500, allOf([250], 'refused')));
    expect(quarantinedNumbers(consumer)).toEqual([250]);
  });
});
