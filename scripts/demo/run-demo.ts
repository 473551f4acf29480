import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { counted } from '../../contracts/counted.ts';
import type { Derivation } from '../../contracts/derive.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import type { ThresholdRule } from '../../model/choose-threshold.ts';
import type { Model } from '../../model/model.ts';
import { saveModel } from '../../model/save-model.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { interruptSignal } from '../cli/interrupt.ts';
import { openLineWriter } from '../cli/line-writer.ts';
import { startProgress } from '../cli/progress.ts';
import { synthesise } from '../cli/synthesise.ts';
import { writeText } from '../cli/write-text.ts';
import { rankingOf } from '../scoring/ranking.ts';
import { describeModel } from '../train/describe-model.ts';
import { KnownPast } from './known-past.ts';
import { RowLedger } from './ledger.ts';
import type { DemoColumns, DemoData } from './prepare-data.ts';
import { type Replay, replay } from './replay.ts';
import { type StoryEntry, storyOf } from './story.ts';
import { countEvents, type Summary, summarise } from './summary.ts';
import { trainOnFirst } from './train-on-first.ts';
import { writeReport } from './write-report.ts';

export interface Demo {
  readonly data: DemoData;
  readonly flags: ColumnFlags;
  /** Features that are made of what each source did. @default none */
  readonly derive?: readonly Derivation[];
  readonly threshold: ThresholdRule;
  readonly scoring: 'endpoint' | 'function';
  readonly outDir: string;
  /** A step begins, or something is worth saying, in one line. */
  readonly say: (text: string) => void;
}

/** Two busy cores keep up with this, so that latency is that of a stream which is kept up with. */
const EASY_ROWS_PER_SECOND = 300;
/** Long files go faster, so that nobody waits for an hour. */
const MOST_ROWS_PER_SECOND = 2800;
const REPLAY_SECONDS = 60;
/** A shard takes 1000 rows a second; this leaves room for keys that are spread unevenly. */
const ROWS_PER_SECOND_AND_SHARD = 700;

/** What a run gives: its figures, and what happened in it, in the order of time. */
export interface DemoOutcome {
  readonly summary: Summary;
  readonly story: readonly StoryEntry[];
}

/** Trains, deploys on this machine, replays, counts. Files stand in `outDir`. */
export async function runDemo(demo: Demo): Promise<DemoOutcome> {
  const { data, scoring, outDir, say } = demo;
  const at = (name: string) => join(outDir, name);
  for (const name of ['model', 'cdk.out', 'logs']) await rm(at(name), { recursive: true, force: true });

  const { derive } = demo;
  const { model, columns } = await trainOnFirst({ ...demo, told: { derive } });
  await saveModel(model, at('model'));
  say(describeModel(model));

  const wanted = Math.max(EASY_ROWS_PER_SECOND, data.replayedRows / REPLAY_SECONDS);
  const rowsPerSecond = Math.min(MOST_ROWS_PER_SECOND, wanted);
  const shards = Math.ceil(rowsPerSecond / ROWS_PER_SECOND_AND_SHARD);
  say('Synthesising the app ...');
  const modelFolder = relative(process.cwd(), at('model'));
  const settings = [`model=${modelFolder}`, `scoring=${scoring}`, 'logVerdicts=all', `shards=${shards}`];
  await synthesise(at('cdk.out'), settings);
  say('Starting it on this machine ...');
  // From here on there are processes to end in order; before, Ctrl-C may simply end this one.
  const stop = interruptSignal('stopping after the rows that are on their way ...');
  const cloud = await startLocalCloud({ assemblyDir: at('cdk.out'), logsDir: at('logs') });
  try {
    return await stream(demo, { cloud, model, columns, rowsPerSecond, stop });
  } finally {
    await cloud.stop();
  }
}

type Streaming = Pick<Replay, 'cloud' | 'rowsPerSecond' | 'stop'> & {
  readonly model: Model;
  readonly columns: DemoColumns;
};

/** Sends the rows through what was started, and writes what became of them. */
async function stream({ data, outDir, say }: Demo, streaming: Streaming): Promise<DemoOutcome> {
  const { columns, model } = streaming;
  const at = (name: string) => join(outDir, name);
  if (columns.history) say('Teaching it the past of each source, the training rows, as npm run warm does ...');
  const ledger = new RowLedger(rankingOf(model));
  const past = new KnownPast(columns.replayed);
  const verdicts = await openLineWriter(at('verdicts.jsonl'));
  const alerts = await openLineWriter(at('alerts.jsonl'));
  const progress = startProgress('judged', 'rows', data.replayedRows);
  const endpointWaitMs = await replay({
    ...streaming,
    data,
    history: columns.history,
    choice: columns.replayed,
    past,
    ledger,
    verdicts,
    alerts,
    onTaught: () => say(`Replaying ${counted(data.replayedRows, 'row')} of ${data.replayedFile} ...`),
    onProgress: () => progress.update(ledger.settled),
  }).finally(() => progress.stop());
  await Promise.all([verdicts.close(), alerts.close()]);

  const figures = summarise(ledger, model);
  const events = await writeReport(outDir, { data, ledger, past, model, summary: figures });
  const summary = { ...figures, ...countEvents(events), endpointWaitMs: endpointWaitMs ?? null };
  await writeText(at('summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return { summary, story: storyOf(events, ledger.quarantinedRows(), data.happenings) };
}
