import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../contracts/alert.ts';
import type { VerdictLine } from '../../contracts/log-lines.ts';
import type { Model } from '../../model/model.ts';
import { renderReport } from '../../report/render-report.ts';
import { reportFromStream } from '../../report/report-from-stream.ts';
import { readLines } from '../cli/read-lines.ts';
import { writeText } from '../cli/write-text.ts';
import { rankingOf } from '../scoring/ranking.ts';
import type { RowLedger } from './ledger.ts';
import type { DemoData } from './prepare-data.ts';
import type { Summary } from './summary.ts';

export interface FinishedRun {
  readonly data: DemoData;
  readonly ledger: RowLedger;
  readonly model: Model;
  readonly summary: Summary;
}

/** Writes `report.html` from what the run wrote before. */
export async function writeReport(outDir: string, { data, ledger, model, summary }: FinishedRun): Promise<void> {
  const asJudged = ledger.asJudged(model.threshold);
  const { p50, p95, p99 } = summary.putToAlertMs;
  const report = await reportFromStream({
    title: 'Demo',
    subject: data.replayedFile,
    ranking: rankingOf(model),
    madeAtMs: Date.now(),
    figures: { ...summary, recordsPerSecond: summary.recordsPerSecond ?? undefined },
    lines: linesOf<VerdictLine>(join(outDir, 'verdicts.jsonl')),
    alerts: await Array.fromAsync(linesOf<Alert>(join(outDir, 'alerts.jsonl'))),
    isStrange: ({ identity }) => ledger.labelOf(identity),
    quality: asJudged && {
      ...asJudged,
      rocAuc: summary.rocAuc ?? undefined,
      averagePrecision: summary.averagePrecision ?? undefined,
    },
    latency:
      p50 === null || p95 === null || p99 === null ? undefined : { p50, p95, p99, samplesMs: ledger.putToAlertMs() },
  });
  await writeText(join(outDir, 'report.html'), renderReport(report));
}

async function* linesOf<T>(file: string): AsyncGenerator<T> {
  for await (const line of readLines(createReadStream(file))) yield JSON.parse(line);
}
