import { describe, expect, it } from 'vitest';
import type { SourceStateSettings } from '../../../contracts/function-settings.ts';
import { EMPTY_POINTER, type ModelPointer } from '../../../contracts/model-registry.ts';
import { TEST_LABEL } from '../../../contracts/test-alert.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import { Backoff } from '../../../lambda/consumer/backoff.ts';
import { type Entry, toEntries, verdictOf } from '../../../lambda/consumer/entry.ts';
import { KnownPointer } from '../../../lambda/consumer/known-pointer.ts';
import { KnownRules } from '../../../lambda/consumer/known-rules.ts';
import { scoreEntries } from '../../../lambda/consumer/score-entries.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import { STAGES } from '../../../lambda/consumer/stages.ts';
import { endpointScoring } from '../../../lambda/scoring/endpoint.ts';
import { scoreFeatures } from '../../../model/score-features.ts';
import { trainModel } from '../../../model/train-model.ts';
import { judgeByPast } from '../../../streams/judge-by-past.ts';
import { lanesOf } from '../../../streams/lanes.ts';
import { Sources } from '../../../streams/sources.ts';
import { CollectedReport } from '../../support/consumer/consumer.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { record } from '../../support/consumer/observations.ts';
import { pointerTo, sampleOf } from '../../support/consumer/pointers.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';
import { normalRows, normals } from '../../support/streams.ts';

const SOURCE_STATE = { sensitivity: 'normal', tellWhileLearning: false } as SourceStateSettings;
const model = trainModel(
  { features: ['temp', 'flow'], rows: normalRows(4000, 2, 1) },
  { threshold: { kind: 'budget', share: 0.01 } },
);

/** How an endpoint with the model answers, and what it was asked. */
function endpoint() {
  const requests: { instances: unknown[]; lanes?: { stream: (number | null)[]; step: (number | null)[] } }[] = [];
  return {
    requests,
    async invoke(body: Uint8Array) {
      const request = JSON.parse(new TextDecoder().decode(body));
      requests.push(request);
      const rows = request.instances.map(({ features }: { features: Record<string, number> }) => features);
      const lanes = rows.map((_: unknown, i: number) =>
        typeof request.lanes?.stream[i] === 'number'
          ? { stream: request.lanes.stream[i], step: request.lanes.step[i] }
          : undefined,
      );
      const scores = scoreFeatures(model, rows, { lanes }).map((one) => (one.ok ? one.value : { error: one.problem }));
      return { kind: 'answered' as const, body: JSON.stringify({ scores }) };
    },
  };
}

interface Asked {
  /** Which model judges. @default the trained one */
  readonly pointer?: ModelPointer;
  readonly settings?: Partial<BatchSettings>;
  /** Observations of the source before the last one; absent where sources have no past. */
  readonly known?: number;
  readonly last: Readonly<Record<string, number | null>>;
  readonly labels?: Record<string, string>;
}

/** Scores and decides the last of many observations of one source. */
async function settle({ pointer = pointerTo(model.identity), settings, known, last, labels }: Asked) {
  const sources = new Sources({ counters: new Set(), silentAfterMs: 1e12, mostFeatures: 1000 });
  const normal = normals(3);
  const learn = (row: number, features: Readonly<Record<string, number | null>>) => {
    const timestampMs = Date.UTC(2026, 10, 1) + row * 60_000;
    return sources.judgeAndLearn({ source: 'pump', timestampMs, arrivalMs: timestampMs, features });
  };
  for (let row = 0; row < (known ?? 0); row++) learn(row, { temp: normal() / 4, flow: normal() / 4 });
  const [entry] = toEntries(record(1, JSON.stringify({ source: 'pump', features: last, labels })), SETTINGS);
  if (known !== undefined) entry.past = learn(known, last);
  const aws = new InMemoryAws();
  const { requests, invoke } = endpoint();
  const report = new CollectedReport();
  const ports = {
    models: { pointer: async () => pointer },
    ...{ incidents: aws.incidents, notes: aws.notes, streamCreationMs: aws.streamCreationMs, report },
    publish: (alert: Parameters<typeof aws.publish>[0]) => aws.publish(alert),
    quarantine: (observations: Parameters<typeof aws.quarantine>[0]) => aws.quarantine(observations),
    score: endpointScoring({ ...SETTINGS, timeoutMs: 1000, invoke, now: () => 0, onCall: () => {} }),
    ...{ now: () => Date.UTC(2026, 10, 20), remainingMs: () => 60_000, sleep: async () => {}, random: () => 0.5 },
  } as unknown as Parameters<(typeof STAGES)[0]>[1]['ports'];
  const context = {
    pointer: new KnownPointer(),
    rules: new KnownRules(),
    ...{ deliveredFrom: '1', isHeld: false, sources: { isUnrepeated: () => false }, ports, backoff: new Backoff() },
    settings: { ...SETTINGS, sourceState: SOURCE_STATE, ...settings },
  };
  for (const stage of STAGES) await stage([entry], context);
  return {
    entry,
    requests,
    published: aws.published,
    decision: decisionOf(entry),
    verdict: verdictOf(entry) as Verdict,
  };
}

function decisionOf({ state }: Entry): string | undefined {
  return state.kind === 'done' ? state.decision?.decision : state.kind;
}

const NOWHERE = { pointer: sampleOf('feature_1', 'feature_2') };

describe('an observation with a past, of a trained model', () => {
  it('takes its lanes along, and comes back with one verdict, its reasons and what is usual', async () => {
    const { entry, requests, verdict, published } = await settle({ known: 1000, last: { temp: 2.5, flow: 0 } });
    const lanes = lanesOf(entry.past!)!;
    expect(requests[0].lanes).toEqual({ stream: [lanes.stream], step: [lanes.step] });
    expect(verdict).toMatchObject({ anomalous: true, modelVersion: model.version, stream: { observations: 1001 } });
    expect(['stream', 'step']).toContain(verdict.lane);
    expect(verdict.explanation).toMatch(/^temp is 2\.5(, higher than ever)?; (now|at this hour) it is usually -\d/);
    expect(published[0]).toMatchObject({
      kind: 'opened',
      anomaly: { lane: verdict.lane, explanation: verdict.explanation },
    });
  });

  it('is judged by its row alone while its source is learning, so that the model speaks at once', async () => {
    const { requests, verdict, decision } = await settle({ known: 150, last: { temp: 90, flow: -90 } });
    expect(requests).toEqual([{ instances: [{ features: { temp: 90, flow: -90 } }] }]);
    expect(verdict).toMatchObject({ anomalous: true, modelVersion: model.version, stream: { learning: true } });
    expect(verdict).not.toHaveProperty('lane');
    expect(decision).toBe('opened');
  });

  it('is logged as learning, and told nobody, where only the past of a young source finds it strange', async () => {
    const asked = { known: 200, last: { temp: 1.9, flow: 1.9 } };
    const { verdict, decision, published } = await settle(asked);
    expect(verdict).toMatchObject({
      anomalous: true,
      lane: 'stream',
      modelVersion: 'none',
      stream: { learning: true },
    });
    expect([decision, published]).toEqual(['learning', []]);
    const told = await settle({ ...asked, settings: { sourceState: { ...SOURCE_STATE, tellWhileLearning: true } } });
    expect(told.requests[0]).toHaveProperty('lanes');
    expect(told.verdict).toMatchObject({ anomalous: true, modelVersion: model.version });
    expect([told.decision, told.published.length]).toEqual(['opened', 1]);
  });

  it('is asked and judged as ever where sources have no past', async () => {
    const { requests, verdict } = await settle({
      last: { temp: 0.1, flow: 0.1 },
      settings: { sourceState: undefined },
    });
    expect(requests).toEqual([{ instances: [{ features: { temp: 0.1, flow: 0.1 } }] }]);
    expect(Object.keys(verdict)).toEqual(['score', 'threshold', 'anomalous', 'grade', 'surprise', 'modelVersion']);
  });
});

describe('where the model is of a sample', () => {
  it('an observation of another stream is judged by its past alone, and the endpoint is not asked', async () => {
    const { entry, requests, verdict, decision, published } = await settle({
      known: 1000,
      last: { temp: 9, flow: 9 },
      ...NOWHERE,
    });
    expect(requests).toEqual([]);
    expect(verdict).toEqual(judgeByPast(entry.past!));
    expect(verdict).toMatchObject({ anomalous: true, modelVersion: 'none' });
    expect([decision, published.length]).toEqual(['opened', 1]);
  });

  it('no name is malformed, and what teaches nothing is usual', async () => {
    const usual = await settle({ known: 3, last: { temp: 0.2 }, ...NOWHERE });
    expect([usual.entry.state.kind, usual.verdict.anomalous]).toEqual(['done', false]);
    const empty = await settle({ known: 0, last: { temp: null }, ...NOWHERE });
    expect(empty.entry.past).toBeUndefined();
    expect(empty.verdict).toEqual({ score: 0, threshold: 1.15, anomalous: false, grade: 0, modelVersion: 'none' });
  });

  it('goes by the sensitivity that was set', async () => {
    const thresholds = await Promise.all(
      (['high', 'normal', 'low'] as const).map(async (sensitivity) => {
        const settings = { sourceState: { ...SOURCE_STATE, sensitivity } };
        return (await settle({ ...NOWHERE, known: 400, last: { temp: 9 }, settings })).verdict.threshold;
      }),
    );
    expect(thresholds).toEqual([1, 1.15, 1.2]);
  });

  it('observations of the sample go to it, and a test alert goes the whole way', async () => {
    const pointer = sampleOf('temp', 'flow');
    expect((await settle({ known: 400, last: { temp: 0, flow: 0 }, pointer })).requests).toHaveLength(1);
    const test = { known: 0, last: { temp: 0, flow: 0 }, labels: { [TEST_LABEL]: 'x' } };
    const { requests, decision, published } = await settle({ ...test, pointer });
    expect([requests.length, decision, published.length]).toEqual([1, 'test', 1]);
    const elsewhere = await settle({ ...test, ...NOWHERE });
    expect([elsewhere.requests.length, elsewhere.decision, elsewhere.published.length]).toEqual([0, 'test', 1]);
  });

  it('and sources have no past, it judges the sample alone, too', async () => {
    const asked = { last: { temp: 0, flow: 0 }, settings: { sourceState: undefined } };
    expect((await settle({ ...asked, pointer: sampleOf('temp') })).requests).toHaveLength(1);
    const { requests, verdict } = await settle({ ...asked, ...NOWHERE });
    expect(requests).toEqual([]);
    expect(verdict).toMatchObject({ modelVersion: 'none', learning: true });
  });
});

it('an endpoint that is unavailable holds up nobody who is judged by the past alone', async () => {
  const { entry } = await settle({ known: 400, last: { temp: 0 }, ...NOWHERE });
  entry.state = { kind: 'waiting' };
  const ports = { score: () => Promise.reject(new Error('unavailable')) } as never;
  const settings = { ...SETTINGS, sourceState: SOURCE_STATE };
  const pointer = { upTo: async () => NOWHERE.pointer };
  await scoreEntries([entry], { settings, ports, pointer, backoff: new Backoff() } as never);
  expect(entry.state).toMatchObject({ kind: 'done' });
});

describe('before the first model', () => {
  const pointer = EMPTY_POINTER;

  it('the past of a source judges alone', async () => {
    const { entry, requests, verdict, decision } = await settle({ pointer, known: 1000, last: { temp: 9, flow: 9 } });
    expect(requests).toEqual([]);
    expect(verdict).toEqual(judgeByPast(entry.past!));
    expect(decision).toBe('opened');
  });

  it('and where sources have no past, an observation is logged as learning, and told nobody', async () => {
    const asked = { pointer, last: { temp: 90, flow: 90 }, settings: { sourceState: undefined } };
    const { requests, verdict, published } = await settle(asked);
    expect([requests, published]).toEqual([[], []]);
    expect(verdict).toEqual({
      score: 0,
      threshold: 0,
      anomalous: false,
      grade: 0,
      modelVersion: 'none',
      learning: true,
    });
    const { decision } = await settle({ ...asked, labels: { [TEST_LABEL]: 'x' } });
    expect(decision).toBe('test');
  });
});
