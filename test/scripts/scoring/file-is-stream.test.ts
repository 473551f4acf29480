import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../../contracts/derive.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import type { Invoke } from '../../../lambda/aws/scoring-endpoint.ts';
import { type Entry, verdictOf } from '../../../lambda/consumer/entry.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { shardKeyOf } from '../../../lambda/source-state/ports.ts';
import type { Model } from '../../../model/model.ts';
import { trainModel } from '../../../model/train-model.ts';
import { type ToldOfSources, withLanes } from '../../../model/with-lanes.ts';
import { fileRecords } from '../../../operations/stream/file-records.ts';
import { chooseForModel, scoreFile } from '../../../scripts/scoring/score-file.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../../tabular/locate-columns.ts';
import { readTrainingData } from '../../../tabular/read-training-data.ts';
import { startServer } from '../../inference-container/running-server.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { record } from '../../support/consumer/observations.ts';
import { normals } from '../../support/streams.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const START_MS = Date.UTC(2024, 0, 1);
const HOUR_MS = 3_600_000;
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

async function trained(detector?: string, derive?: readonly Derivation[]): Promise<Trained> {
  const file = temporaryFile('pumps.csv', `${pumps().join('\n')}\n`);
  const choice = await chooseColumns([file], { features: ['temp', 'flow'] });
  const data = withLanes(await readTrainingData(choice), { derive });
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

/** Records in one delivery, in turn. */
const SIZES = [1, 40, 7, 113];
/** Longer than a process waits between two snapshots. */
const LATER_MS = 61_000;

/**
 * The same of its replay, through the consumer, with the program of the endpoint behind it: in batches of any size,
 * some of them twice, and by one process after the other, each of which goes on from a snapshot and the stream.
 */
async function ofStream({ file, model }: Trained, flags: ColumnFlags, settings: Partial<BatchSettings>) {
  const records = await recordsOf(file, flags);
  const invoke = await endpointOf(model);
  const aws = new InMemoryAws();
  aws.sourceState.shards.set(shardKeyOf({ ...records[0], streamCreatedMs: aws.createdMs }), { records });
  const processes: TestConsumer[] = [];
  for (let at = 0, batch = 0; at < records.length; at += SIZES[batch++ % SIZES.length]) {
    if (batch % 3 === 0) processes.push(Object.assign(new TestConsumer(settings, { invoke }), { aws }));
    const [consumer] = processes.slice(-1);
    if (batch % 2 === 1) consumer.nowMs += LATER_MS;
    const size = SIZES[batch % SIZES.length];
    for (const from of batch % 5 === 4 ? [Math.max(0, at - 20), at] : [at]) {
      expect((await consumer.process(records.slice(from, at + size))).retryFrom).toBeUndefined();
    }
  }
  const events = processes.flatMap(({ report }) => report.sourceStateEvents.map(({ kind }) => kind));
  expect(events).toEqual(expect.arrayContaining(['saved', 'read', 'dropped']));
  // Of a producer nothing is missing where something could not be derived.
  const lacking = processes.flatMap(({ report }) =>
    report.tallies.flatMap(({ line }) => Object.keys(line.imputed ?? {})),
  );
  expect(lacking.filter((name) => !isOwn(name))).toEqual([]);
  return verdictsById(processes.flatMap(({ report }) => report.entries));
}

async function recordsOf(file: string, flags: ColumnFlags): Promise<StreamRecord[]> {
  const choice = await chooseColumns([file], flags);
  const records: StreamRecord[] = [];
  for await (const { data, source } of fileRecords({ choice, format: 'json', pace: () => 0 })) {
    records.push({ ...record(records.length + 1, data), partitionKey: source });
  }
  return records;
}

async function endpointOf(model: Model): Promise<Invoke> {
  const { invoke } = await startServer(model);
  return async (body) => {
    const answer = await invoke(new Uint8Array(body));
    return { kind: 'answered', body: await answer.text() };
  };
}

function verdictsById(entries: readonly Entry[]): Map<string, Verdict> {
  const verdicts = entries.flatMap((entry): [string, Verdict][] => {
    const [verdict, { decoded }] = [verdictOf(entry), entry];
    return verdict && decoded.ok ? [[decoded.observation.id!, verdict]] : [];
  });
  return new Map(verdicts);
}

/** What the consumer is told of sources. */
function told({ counters = [], timeZone = 'UTC', derive }: ToldOfSources): Partial<BatchSettings> {
  const { silentAfterMs, mostFeatures: maxSourceFeatures } = sourcesSettings();
  const limits = { maxRecordAgeMs: 6 * HOUR_MS, streamRetentionMs: 24 * HOUR_MS, maxMemoryBytes: 1e9 };
  const learning = { counters: [...counters], timeZone, silentAfterMs, maxSourceFeatures, ...(derive && { derive }) };
  return { sourceState: { sensitivity: 'normal', tellWhileLearning: false, silence: true, ...learning, ...limits } };
}

function isOwn(name: string): boolean {
  return !/^(residual|mean)_/.test(name);
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
    const [scored, streamed] = [await ofFile(known, flags, past), await ofStream(known, flags, told(past))];
    expect(scored.size).toBeGreaterThan(1450);
    expect([...scored.keys()]).toEqual([...streamed.keys()]);
    for (const [row, verdict] of scored) expect(answered(verdict)).toEqual(streamed.get(row));
    const lanes = [...scored.values()].map(({ lane }) => lane);
    expect(lanes.filter((lane) => lane === 'stream' || lane === 'step').length).toBeGreaterThan(0);
  });

  test.each<[string, Derivation[]]>([
    ['residuals', ['residuals']],
    ['the residual of one feature, and a mean', [{ residual: 'temp' }, { mean: 'flow', window: '1h' }]],
  ])('is that on the stream, to the bit: of a model with %s', async (_, derive) => {
    const known = await trained(undefined, derive);
    const past = { counters: ['sent'], derive };
    const [scored, streamed] = [await ofFile(known, {}, past), await ofStream(known, {}, told(past))];
    expect([...scored.keys()]).toEqual([...streamed.keys()]);
    for (const [row, verdict] of scored) expect(answered(verdict)).toEqual(streamed.get(row));
    const missing = [...scored.values()].filter(({ imputed }) => imputed?.some((name) => name.startsWith('residual_')));
    // The first 99 of each source, and where the value is missing.
    expect(missing.length).toBeGreaterThan(300);
    expect(missing.length).toBeLessThan(400);
    // What the model does not know of a row is only said where something of the producer's is missing.
    expect(
      missing.every(({ imputed, unknownNames }) => !unknownNames || /temp|flow/.test(`${imputed?.filter(isOwn)}`)),
    ).toBe(true);
    expect([...scored.values()].some(({ unknownNames }) => unknownNames?.join().includes('residual'))).toBe(false);
    const explained = [...scored.values()].flatMap(({ explanation = [] }) => explanation);
    expect(explained.join()).toMatch(/(temp|flow) is \d+(\.\d+)? usual distances? (above|below) what was expected/);
  });

  test('is that on the stream where a number means a missing value to the file and to the setting', async () => {
    const known = await trained();
    const marked = pumps().map((line, i) => (i % 37 === 5 ? line.replace(/,[^,]*(,[^,]*,web)$/, ',-200$1') : line));
    const file = temporaryFile('marked.csv', `${marked.join('\n')}\n`);
    const scored = await ofFile({ ...known, file }, { missingValues: ['-200'] });
    const streamed = await ofStream({ ...known, file }, {}, { ...told({}), missingValues: [-200] });
    expect([...scored.values()].filter(({ imputed }) => imputed?.includes('flow')).length).toBeGreaterThan(60);
    for (const [row, verdict] of scored) expect(answered(verdict)).toEqual(streamed.get(row));
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
