import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../contracts/alert.ts';
import type { VerdictLine } from '../../contracts/log-lines.ts';
import type { Model } from '../../model/model.ts';
import type { ReportEvent } from '../../report/events.ts';
import { renderReport } from '../../report/render-report.ts';
import { reportFromStream } from '../../report/report-from-stream.ts';
import { readLines } from '../cli/read-lines.ts';
import { writeText } from '../cli/write-text.ts';
import { rankingOf } from '../scoring/ranking.ts';
import type { KnownPast } from './known-past.ts';
import type { RowLedger } from './ledger.ts';
import type { DemoData } from './prepare-data.ts';
import type { Figures } from './summary.ts';

export interface FinishedRun {
  readonly data: DemoData;
  readonly ledger: RowLedger;
  readonly past: KnownPast;
  readonly model: Model;
  readonly summary: Figures;
}

/** Writes `report.html` from what the run wrote before. @returns what happened, as the page shows it */
export async function writeReport(
  outDir: string,
  { data, ledger, past, model, summary }: FinishedRun,
): Promise<readonly ReportEvent[]> {
  const asJudged = ledger.asJudged(model.threshold);
  const { p50, p95, p99 } = summary.putToAlertMs;
  const report = await reportFromStream({
    title: 'Demo',
    subject: data.replayedFile,
    ranking: rankingOf(model),
    madeAtMs: Date.now(),
    figures: summary,
    lines: linesOf<VerdictLine>(join(outDir, 'verdicts.jsonl')),
    alerts: await Array.fromAsync(linesOf<Alert>(join(outDir, 'alerts.jsonl'))),
    isStrange: ({ identity }) => ledger.labelOf(identity),
    usualOf: ({ identity }) => past.usualAt(ledger.rowOf(identity) ?? 0),
    happenings: data.happenings,
    quarantinedRows: ledger.quarantinedRows(),
    quality: asJudged && {
      ...asJudged,
      rocAuc: summary.rocAuc ?? undefined,
      averagePrecision: summary.averagePrecision ?? undefined,
    },
    latency:
      p50 === null || p95 === null || p99 === null ? undefined : { p50, p95, p99, samplesMs: ledger.putToAlertMs() },
  });
  await writeText(join(outDir, 'report.html'), renderReport(report));
  return report.events ?? [];
}

async function* linesOf<T>(file: string): AsyncGenerator<T> {
  for await (const line of readLines(createReadStream(file))) yield JSON.parse(line);
}
