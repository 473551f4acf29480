import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { counted } from '../../contracts/counted.ts';
import type { Derivation } from '../../contracts/derive.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import type { ThresholdRule } from '../../model/choose-threshold.ts';
import type { Model } from '../../model/model.ts';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import { withLanes } from '../../model/with-lanes.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { interruptSignal } from '../cli/interrupt.ts';
import { openLineWriter } from '../cli/line-writer.ts';
import { startProgress } from '../cli/progress.ts';
import { synthesise } from '../cli/synthesise.ts';
import { writeText } from '../cli/write-text.ts';
import { rankingOf } from '../scoring/ranking.ts';
import { describeModel } from '../train/describe-model.ts';
import { RowLedger } from './ledger.ts';
import { chooseDemoColumns, type DemoData } from './prepare-data.ts';
import { replay } from './replay.ts';
import { type Summary, summarise } from './summary.ts';
import { writeReport } from './write-report.ts';

export interface Demo {
  readonly data: DemoData;
  readonly flags: ColumnFlags;
  /** Features that are made of what each source did. @default none */
  readonly derive?: readonly Derivation[];
  readonly threshold: ThresholdRule;
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

/** Trains, deploys on this machine, replays, counts. @returns the figures; files stand in `outDir` */
export async function runDemo(demo: Demo): Promise<Summary> {
  const { data, outDir, say } = demo;
  const at = (name: string) => join(outDir, name);
  for (const name of ['model', 'cdk.out', 'logs']) await rm(at(name), { recursive: true, force: true });

  const { model, replayed } = await train(demo);
  await saveModel(model, at('model'));
  say(describeModel(model));

  const wanted = Math.max(EASY_ROWS_PER_SECOND, data.replayedRows / REPLAY_SECONDS);
  const rowsPerSecond = Math.min(MOST_ROWS_PER_SECOND, wanted);
  const shards = Math.ceil(rowsPerSecond / ROWS_PER_SECOND_AND_SHARD);
  say('Synthesising the app ...');
  await synthesise(at('cdk.out'), [
    `model=${relative(process.cwd(), at('model'))}`,
    'logVerdicts=all',
    `shards=${shards}`,
  ]);
  say('Starting it on this machine ...');
  // From here on there are processes to end in order; before, Ctrl-C may simply end this one.
  const stop = interruptSignal('stopping after the rows that are on their way ...');
  const cloud = await startLocalCloud({ assemblyDir: at('cdk.out'), logsDir: at('logs') });
  try {
    say(`Replaying ${counted(data.replayedRows, 'row')} of ${data.replayedFile} ...`);
    const ledger = new RowLedger(rankingOf(model));
    const verdicts = await openLineWriter(at('verdicts.jsonl'));
    const alerts = await openLineWriter(at('alerts.jsonl'));
    const progress = startProgress('judged', 'rows', data.replayedRows);
    await replay({
      cloud,
      data,
      choice: replayed,
      rowsPerSecond,
      ledger,
      verdicts,
      alerts,
      stop,
      onProgress: () => progress.update(ledger.settled),
    }).finally(() => progress.stop());
    await Promise.all([verdicts.close(), alerts.close()]);

    const summary = summarise(ledger, model);
    await writeText(at('summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    await writeReport(outDir, { data, ledger, model, summary });
    return summary;
  } finally {
    await cloud.stop();
  }
}

/** @returns the model, and what is replayed: all that could refuse a row has been said by then */
async function train({ data, flags, derive, threshold, say }: Demo): Promise<{ model: Model; replayed: ColumnChoice }> {
  const { trainingFile, trainingRows: rows, replayedFile } = data;
  say(`Training on ${rows === undefined ? '' : `the first ${counted(rows, 'row')} of `}${trainingFile} ...`);
  const { trained, replayed } = await chooseDemoColumns(data, flags);
  say(describeChoice(trained));
  if (replayedFile !== trainingFile) say(describeChoice(replayed));
  const known = withLanes(await readTrainingData(trained), { derive });
  return { model: trainModel(known, { threshold, nowMs: Date.now() }), replayed };
}
