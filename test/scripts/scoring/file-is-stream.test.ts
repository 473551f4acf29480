import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import type { Lanes } from '../../../contracts/lanes.ts';
import type { Observation } from '../../../contracts/observation.ts';
import { decodeScoringResponse, encodeScoringRequest } from '../../../contracts/scoring.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import type { Model } from '../../../model/model.ts';
import { trainModel } from '../../../model/train-model.ts';
import { type ToldOfSources, withLanes } from '../../../model/with-lanes.ts';
import { fileRecords } from '../../../operations/stream/file-records.ts';
import { chooseForModel, scoreFile } from '../../../scripts/scoring/score-file.ts';
import { withPast } from '../../../streams/judge-by-past.ts';
import { lanesOf } from '../../../streams/lanes.ts';
import { Sources, type SourceVerdict } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../../tabular/locate-columns.ts';
import { readTrainingData } from '../../../tabular/read-training-data.ts';
import { startServer } from '../../inference-container/running-server.ts';
import { normals } from '../../support/streams.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const START_MS = Date.UTC(2024, 0, 1);
const ARRIVAL_MS = Date.UTC(2026, 10, 27);
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

async function trained(): Promise<Trained> {
  const file = temporaryFile('pumps.csv', `${pumps().join('\n')}\n`);
  const choice = await chooseColumns([file], { features: ['temp', 'flow'] });
  const data = withLanes(await readTrainingData(choice));
  return { file, model: trainModel(data, { threshold: { kind: 'budget', share: 0.02 } }) };
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

/** The same of its replay: each record decoded and learned when it comes, and judged by the endpoint's program. */
async function ofStream({ file, model }: Trained, flags: ColumnFlags, past: ToldOfSources) {
  const sources = new Sources(sourcesSettings(past));
  const choice = await chooseColumns([file], flags);
  const entries: { id: string; features: Observation['features']; said?: SourceVerdict; lanes?: Lanes }[] = [];
  for await (const { data, source } of fileRecords({ choice, format: 'json', pace: () => 0 })) {
    const [decoded] = decodeRecord(data, { partitionKey: source, arrivalMs: ARRIVAL_MS });
    if (!decoded.ok) throw new Error(decoded.problem.message);
    const { id = '', features } = decoded.observation;
    const said = sources.judgeAndLearn({ ...decoded.observation, arrivalMs: ARRIVAL_MS });
    entries.push({ id, features, said, lanes: said && lanesOf(said) });
  }
  const { invoke } = await startServer(model);
  const answer = await invoke(new Uint8Array(encodeScoringRequest(entries)));
  const scored = decodeScoringResponse(await answer.text(), entries.length);
  if (!scored.ok) throw new Error(scored.problem.message);
  const verdicts = entries.flatMap(({ id, said }, i): [string, Verdict][] => {
    const row = scored.value[i];
    return 'verdict' in row ? [[id, said ? withPast(row.verdict, said) : row.verdict]] : [];
  });
  return new Map(verdicts);
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
    const verdict = (await ofFile(await trained())).get('1202');
    expect(verdict).toMatchObject({ anomalous: true, lane: 'step', stream: { observations: expect.any(Number) } });
    expect(verdict?.contributions?.[0]).toMatchObject({ feature: 'temp', usual: { at: 'now' } });
    expect(verdict?.explanation).toMatch(/^temp is \d+(\.\d+)?; now it is usually \d/);
  });

  test('is of the row alone where no row has a time', async () => {
    const untimed = await ofFile(await trained(), { without: ['timestamp'], ignore: ['timestamp'] });
    expect([...untimed.values()].some(({ stream, lane }) => stream ?? lane)).toBe(false);
  });
});
