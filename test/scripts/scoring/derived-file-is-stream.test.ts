import { describe, expect, test } from 'vitest';
import { type Derivation, derivedName } from '../../../contracts/derive.ts';
import type { SourceStateSettings } from '../../../contracts/function-settings.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import { Backoff } from '../../../lambda/consumer/backoff.ts';
import { BatchTally } from '../../../lambda/consumer/batch-tally.ts';
import { type Entry, toAnomaly, toEntries, verdictOf } from '../../../lambda/consumer/entry.ts';
import { KnownPointer } from '../../../lambda/consumer/known-pointer.ts';
import { scoreEntries } from '../../../lambda/consumer/score-entries.ts';
import { endpointScoring } from '../../../lambda/scoring/endpoint.ts';
import { learnFrom } from '../../../lambda/source-state/learn-records.ts';
import type { Model } from '../../../model/model.ts';
import { trainModel } from '../../../model/train-model.ts';
import { withLanes } from '../../../model/with-lanes.ts';
import { fileRecords } from '../../../operations/stream/file-records.ts';
import { chooseForModel, scoreFile } from '../../../scripts/scoring/score-file.ts';
import { Sources } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import { readTrainingData } from '../../../tabular/read-training-data.ts';
import { startServer } from '../../inference-container/running-server.ts';
import { record } from '../../support/consumer/observations.ts';
import { pointerTo } from '../../support/consumer/pointers.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';
import { normals } from '../../support/streams.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const START_MS = Date.UTC(2024, 0, 1);
const ROWS = 1200;
const DERIVE: readonly Derivation[] = [
  { count: '1h' },
  { ratio: 'amount', window: '24h' },
  { since: 'last' },
  { rare: 'merchant' },
  'velocity',
];

/** Three cards that pay here and there, out of order now and then, with what is missing; at last one buys too much. */
function payments(): string[] {
  const normal = normals(7);
  const lines = ['timestamp,source,amount,items,merchant'];
  for (let i = 0; i < ROWS; i++) {
    const time = new Date(START_MS + i * 90_000 + (i % 40 === 39 ? -1_200_000 : 0)).toISOString();
    const amount = i % 50 === 7 ? '' : (10 + normal() + (i === ROWS - 2 ? 400 : 0)).toFixed(2);
    const merchant = i % 30 === 3 ? '' : `shop ${i % 7}`;
    lines.push([time, `card-${i % 3}`, amount, 1 + (i % 4), merchant].join(','));
  }
  return lines;
}

interface Trained {
  readonly file: string;
  readonly model: Model;
}

async function trained(): Promise<Trained> {
  const file = temporaryFile('payments.csv', `${payments().join('\n')}\n`);
  const choice = await chooseColumns([file], { labels: ['merchant'] });
  const data = withLanes(await readTrainingData(choice), { derive: DERIVE });
  return { file, model: trainModel(data, { threshold: { kind: 'budget', share: 0.02 } }) };
}

/** All rows put on the stream, learned as they come, and judged by consumer and endpoint. */
async function ofStream({ file, model }: Trained): Promise<Entry[]> {
  const sources = new Sources(sourcesSettings({ derive: DERIVE }));
  const choice = await chooseColumns([file], { labels: ['merchant'] });
  const entries: Entry[] = [];
  for await (const { data, source } of fileRecords({ choice, format: 'json', pace: () => 0 })) {
    const [entry] = toEntries({ ...record(entries.length + 1, data), partitionKey: source }, SETTINGS);
    entry.past = learnFrom(entry, sources, (error) => {
      throw error;
    });
    entries.push(entry);
  }
  await scoreEntries(entries, await contextOf(model));
  return entries;
}

async function contextOf(model: Model): Promise<Parameters<typeof scoreEntries>[1]> {
  const { invoke } = await startServer(model);
  const endpoint = {
    ...{ ...SETTINGS, timeoutMs: 10_000, now: () => 0, onCall: () => {} },
    invoke: async (body: Uint8Array) => {
      const answer = await invoke(new Uint8Array(body));
      return { kind: 'answered' as const, body: await answer.text() };
    },
  };
  const sourceState = {
    sensitivity: 'normal',
    tellWhileLearning: false,
    derive: DERIVE,
  } as unknown as SourceStateSettings;
  const models = { pointer: async () => pointerTo(model.identity) };
  const ports = { score: endpointScoring(endpoint), models, now: () => 0, remainingMs: () => 60_000 };
  const pointer = new KnownPointer();
  const context = { isHeld: false, settings: { ...SETTINGS, sourceState }, ports, pointer, backoff: new Backoff() };
  return context as unknown as Parameters<typeof scoreEntries>[1];
}

/** As the endpoint answers, which leaves the surprise of usual rows out. */
function answered({ surprise, ...verdict }: Verdict): Verdict {
  return verdict.anomalous ? { ...verdict, surprise } : verdict;
}

describe('a model with derived features', () => {
  test('judges a row of a file as the stream does, to the bit, labels included', async () => {
    const { file, model } = await trained();
    const entries = await ofStream({ file, model });
    const verdicts = new Map(entries.map((entry) => [idOf(entry), verdictOf(entry)]));
    const chosen = await chooseForModel(model, file, {});
    let rows = 0;
    for await (const { row, verdict, features } of scoreFile(model, chosen, { explain: true })) {
      const id = String(row.index + 1);
      expect(verdict && answered(verdict)).toEqual(verdicts.get(id));
      expect(Object.keys(features)).toEqual(['amount', 'items', ...DERIVE.map(derivedName)]);
      rows++;
    }
    expect(rows).toBe(ROWS);
    expect(entries.filter((entry) => verdictOf(entry)?.anomalous).length).toBeGreaterThan(5);
  });

  test('was trained on the very features that the stream derives', async () => {
    const { file, model } = await trained();
    const choice = await chooseColumns([file], { labels: ['merchant'] });
    const { features, rows } = withLanes(await readTrainingData(choice), { derive: DERIVE });
    expect(model).toMatchObject({ features, derive: DERIVE });
    for (const entry of await ofStream({ file, model })) {
      const row = Number(idOf(entry)) - 1;
      const trainedOn = rows.subarray(row * features.length + 2, (row + 1) * features.length);
      expect(Object.values(entry.past?.derived ?? {})).toEqual(
        Array.from(trainedOn, (x) => (Number.isNaN(x) ? null : x)),
      );
    }
  });

  test('gives messages what was derived, and says why where it leads', async () => {
    const entries = await ofStream(await trained());
    const { observation, verdict } = toAnomaly(entries.find((entry) => idOf(entry) === String(ROWS - 1))!);
    expect(verdict).toMatchObject({ anomalous: true });
    expect(verdict.explanation).toMatch(/amount/);
    expect(observation.features).toMatchObject({ items: expect.any(Number), ratio_amount_24h: expect.any(Number) });
    // What came is kept as it came.
    const { decoded } = entries[ROWS - 2];
    expect(decoded.ok && Object.keys(decoded.observation.features)).toEqual(['amount', 'items']);
  });

  test('answers a direct client that has none of them, and says that it imputes them', async () => {
    const { model } = await trained();
    const { invoke } = await startServer(model);
    const answer = await invoke(new TextEncoder().encode('{"instances":[{"features":{"amount":10,"items":2}}]}'));
    const { scores } = JSON.parse(await answer.text());
    expect(scores[0]).toMatchObject({ anomalous: false, imputed: DERIVE.map(derivedName) });
  });

  test('misses nothing of a producer where the first of a source has none before it', async () => {
    const [entry] = await ofStream(await trained());
    expect(verdictOf(entry)).toMatchObject({ imputed: ['since_last', 'velocity'] });
    const tally = new BatchTally([entry.record], DERIVE);
    tally.add([entry]);
    expect(tally.imputedPercent).toBe(0);
  });

  test('misses nothing more of a producer where it has no residual of what he never sent', async () => {
    const entry = (await ofStream(await trained())).find(({ state }) => state.kind === 'done')!;
    const { state } = entry;
    if (state.kind !== 'done') throw new Error('no payment is usual');
    entry.state = { ...state, verdict: { ...state.verdict, imputed: ['heat', 'residual_heat'] } };
    const tally = new BatchTally([entry.record], ['residuals']);
    tally.add([entry]);
    expect(tally.line.imputed).toEqual({ heat: 1 });
  });
});

function idOf({ decoded }: Entry): string {
  return decoded.ok ? decoded.observation.id! : '';
}
