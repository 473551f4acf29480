import { describe, expect, test } from 'vitest';
import type { SourceStateSettings } from '../../../contracts/function-settings.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import { Backoff } from '../../../lambda/consumer/backoff.ts';
import { type Entry, toEntries, verdictOf } from '../../../lambda/consumer/entry.ts';
import { scoreEntries } from '../../../lambda/consumer/score-entries.ts';
import { endpointScoring } from '../../../lambda/scoring/endpoint.ts';
import type { Model } from '../../../model/model.ts';
import { trainModel } from '../../../model/train-model.ts';
import { type ToldOfSources, withLanes } from '../../../model/with-lanes.ts';
import { fileRecords } from '../../../operations/stream/file-records.ts';
import { chooseForModel, scoreFile } from '../../../scripts/scoring/score-file.ts';
import { Sources } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../../tabular/locate-columns.ts';
import { readTrainingData } from '../../../tabular/read-training-data.ts';
import { startServer } from '../../inference-container/running-server.ts';
import { record } from '../../support/consumer/observations.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';
import { normals } from '../../support/streams.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const START_MS = Date.UTC(2024, 0, 1);
const SOURCE_STATE = { sensitivity: 'normal', tellWhileLearning: false } as SourceStateSettings;
const ROWS = 1500;

/** Two pumps and rows of nobody, out of order here and there, with gaps, and a counter that the model does not know. */
function pumps(): string[] {
  const normal = normals(5);
  const lines = ['timestamp,source,temp,flow,sent,host'];
  for (let i = 0; i < ROWS; i++) {
    const late = i % 50 === 49 ? -600_000 : 0;
    const time = i % 70 === 69 ? '' : new Date(START_MS + i * 60_000 + late).toISOString();
    const source = ['pump-1', 'pump-2', ''][i % 3];
    const jump = [1201, 1202, 1204].includes(i) ? 30 : 0;
    const temp = i % 40 === 0 ? '' : (20 + 5 * Math.sin(i / 30) + normal() + jump).toFixed(3);
    const flow = i % 45 === 0 ? '' : (3 + 0.1 * normal()).toFixed(4);
    lines.push([time, source, temp, flow, 100 * i + Math.round(50 * normal()), 'web'].join(','));
  }
  return lines;
}

interface Trained {
  readonly file: string;
  readonly model: Model;
}

async function trained(detector?: string): Promise<Trained> {
  const file = temporaryFile('pumps.csv', `${pumps().join('\n')}\n`);
  const choice = await chooseColumns([file], { features: ['temp', 'flow'] });
  const data = withLanes(await readTrainingData(choice));
  return { file, model: trainModel(data, { detector, threshold: { kind: 'budget', share: 0.02 } }) };
}

/** The verdicts of a file by the number of its row. */
async function ofFile(
  { file, model }: Trained,
  flags: ColumnFlags = {},
  past: ToldOfSources = {},
): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const chosen = await chooseForModel(model, file, flags);
  for await (const { row, verdict } of scoreFile(model, chosen, { past, explain: true })) {
    if (verdict) verdicts.set(String(row.index + 1), verdict);
  }
  return verdicts;
}

/** The same of its replay: each record decoded and learned when it comes, and judged by consumer and endpoint. */
async function ofStream({ file, model }: Trained, flags: ColumnFlags, past: ToldOfSources) {
  const sources = new Sources(sourcesSettings(past));
  const choice = await chooseColumns([file], flags);
  const entries: Entry[] = [];
  for await (const { data, source } of fileRecords({ choice, format: 'json', pace: () => 0 })) {
    const sent = { ...record(entries.length + 1, data), partitionKey: source };
    const [entry] = toEntries(sent, SETTINGS);
    if (!entry.decoded.ok) throw new Error(entry.decoded.problem.message);
    entry.past = sources.judgeAndLearn({ ...entry.decoded.observation, arrivalMs: sent.arrivalMs });
    entries.push(entry);
  }
  await scoreEntries(entries, await contextOf(model));
  const verdicts = entries.flatMap((entry): [string, Verdict][] => {
    const [verdict, { decoded }] = [verdictOf(entry), entry];
    return verdict && decoded.ok ? [[decoded.observation.id!, verdict]] : [];
  });
  return new Map(verdicts);
}

/** What scoring needs of the consumer, with the program of the endpoint behind it. */
async function contextOf(model: Model): Promise<Parameters<typeof scoreEntries>[1]> {
  const { invoke } = await startServer(model);
  const endpoint = {
    ...SETTINGS,
    timeoutMs: 10_000,
    now: () => 0,
    onCall: () => {},
    invoke: async (body: Uint8Array) => {
      const answer = await invoke(new Uint8Array(body));
      return { kind: 'answered' as const, body: await answer.text() };
    },
  };
  const ports = { score: endpointScoring(endpoint), remainingMs: () => 60_000 };
  const context = {
    isHeld: false,
    settings: { ...SETTINGS, sourceState: SOURCE_STATE },
    ports,
    backoff: new Backoff(),
  };
  return context as unknown as Parameters<typeof scoreEntries>[1];
}

/** As the endpoint answers, which leaves the surprise of usual rows out. */
function answered({ surprise, ...verdict }: Verdict): Verdict {
  return verdict.anomalous ? { ...verdict, surprise } : verdict;
}

describe('a verdict on a row of a file', () => {
  test.each<[string, ColumnFlags, ToldOfSources]>([
    ['as it stands', {}, {}],
    ['with a counter and the hours of a zone', {}, { counters: ['sent'], timeZone: 'Asia/Kolkata' }],
    ['of which a column is left out', { ignore: ['flow'] }, {}],
    ['whose rows of nobody are of a source', { defaultSource: 'pump-1' }, {}],
  ])('is that on the stream, to the bit: a file %s', async (_, flags, past) => {
    const known = await trained();
    const [scored, streamed] = [await ofFile(known, flags, past), await ofStream(known, flags, past)];
    expect(scored.size).toBeGreaterThan(1450);
    expect([...scored.keys()]).toEqual([...streamed.keys()]);
    for (const [row, verdict] of scored) expect(answered(verdict)).toEqual(streamed.get(row));
    const lanes = [...scored.values()].map(({ lane }) => lane);
    expect(lanes.filter((lane) => lane === 'stream' || lane === 'step').length).toBeGreaterThan(0);
  });

  test('says what the past expected where that leads, and is of all lanes', async () => {
    // To the default the row itself is the rarest.
    const verdict = (await ofFile(await trained('isolation-forest'))).get('1202');
    expect(verdict).toMatchObject({ anomalous: true, lane: 'step', stream: { observations: expect.any(Number) } });
    expect(verdict?.contributions?.[0]).toMatchObject({ feature: 'temp', usual: { at: 'now' } });
    expect(verdict?.explanation).toMatch(/^temp is \d+(\.\d+)?; now it is usually \d/);
  });

  test('is of the row alone where no row has a time', async () => {
    const untimed = await ofFile(await trained(), { without: ['timestamp'], ignore: ['timestamp'] });
    expect([...untimed.values()].some(({ stream, lane }) => stream ?? lane)).toBe(false);
  });
});
