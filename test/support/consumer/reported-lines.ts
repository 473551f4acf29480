import { Metrics } from '@aws-lambda-powertools/metrics';
import { vi } from 'vitest';
import { METRIC_NAMESPACE } from '../../../contracts/metrics.ts';
import type { Invoke } from '../../../lambda/aws/scoring-endpoint.ts';
import type { Report } from '../../../lambda/consumer/ports.ts';
import { reportToCloudWatch } from '../../../lambda/consumer/report-to-cloudwatch.ts';
import { createLogger } from '../../../lambda/create-logger.ts';
import { TestConsumer } from './consumer.ts';
import { ARRIVAL_MS } from './observations.ts';

/** Everything that `work` writes to the log of a function. */
export async function writtenBy(work: () => unknown): Promise<string> {
  let written = '';
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'weir-test');
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += text;
      return true;
    });
  }
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  return written;
}

/** What a consumer writes to its log about a batch, which arrived a second before. */
export function reportedLines(
  records: Parameters<TestConsumer['process']>[0],
  settings: { logVerdicts?: 'anomalies' | 'all'; logFeatures?: boolean } = {},
  invoke?: Invoke,
): Promise<string> {
  return writtenBy(() => {
    const report = reportNow(settings);
    return new TestConsumer({}, { report, ...(invoke && { invoke }) }).process(records);
  });
}

/** Reports a second after what tests put on the stream has arrived. */
export function reportNow(settings: { logVerdicts?: 'anomalies' | 'all'; logFeatures?: boolean } = {}): Report {
  return reportToCloudWatch(
    createLogger(),
    new Metrics({ namespace: METRIC_NAMESPACE }),
    { logVerdicts: 'anomalies', logFeatures: true, ...settings },
    () => ARRIVAL_MS + 1000,
    async () => {},
  );
}
