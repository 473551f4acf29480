import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { TelemetryLine } from '../../../contracts/log-lines.ts';
import type { Report } from '../../../lambda/consumer/ports.ts';
import { type BatchMetrics, reportToCloudWatch } from '../../../lambda/consumer/report-to-cloudwatch.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import type { OtlpConnection } from '../../../lambda/telemetry/otlp-connection.ts';
import { OtlpTelemetry } from '../../../lambda/telemetry/otlp-telemetry.ts';
import { TestConsumer, type TestPorts } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';
import { otlpCollector, plainAttributes, pointOf, type ReceivedMetric } from '../../support/otlp-collector.ts';

const S = 'shardId-000000000000';
const NOW_MS = ARRIVAL_MS + 1000;
const BATCH = [record(1, [{ features: { x: 0 } }, { features: { x: 3 } }]), record(2, 'oops')];

/** A consumer whose batches are exported, as its handler does it. */
function exporting(connection: Omit<OtlpConnection, 'timeoutMs'>, aws: TestPorts = {}) {
  const failures: TelemetryLine[] = [];
  const told: [string, string, number][] = [];
  let nowMs = NOW_MS;
  const telemetry = new OtlpTelemetry({
    connection,
    resource: { 'service.name': 'weir-test', 'faas.instance': 'process-1' },
    now: () => nowMs,
    onFailure: (line) => failures.push(line),
  });
  const cloudWatch: BatchMetrics = { addMetric: (...metric) => told.push(metric), publishStoredMetrics: vi.fn() };
  const metrics = telemetry.metrics(cloudWatch);
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const settings = { logVerdicts: 'anomalies', logFeatures: true } as const;
  const report: Report = telemetry.report(
    reportToCloudWatch(
      logger,
      metrics,
      settings,
      () => NOW_MS,
      async () => {},
    ),
  );
  const consumer = new TestConsumer({}, { report, ...aws });
  return {
    ...{ failures, told, telemetry, metrics, report, cloudWatch, logger },
    wait: (ms: number) => {
      nowMs += ms;
    },
    async run(records = BATCH, remainingMs = 60_000) {
      telemetry.begin();
      const line = await consumer.process(records);
      nowMs += 250;
      telemetry.scored(40);
      await telemetry.send(remainingMs);
      return line;
    },
  };
}

function named(metrics: readonly ReceivedMetric[]): Record<string, ReceivedMetric> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric]));
}

describe('what a collector gets of a batch', () => {
  it('is a span from its start to its end, with what the line in the log says', async () => {
    const collector = await otlpCollector();
    const line = await exporting(collector).run();
    const [scoring, batch] = collector.spans;
    expect(collector.spans).toHaveLength(2);
    expect(batch).toMatchObject({ name: 'batch', kind: 5, status: { code: 0 } });
    expect([batch.startTimeUnixNano, batch.endTimeUnixNano]).toEqual([nano(NOW_MS), nano(NOW_MS + 250)]);
    expect(plainAttributes(batch.attributes)).toEqual({
      'weir.shardId': S,
      'weir.first': '1',
      'weir.last': '2',
      'weir.records': 2,
      'weir.observations': 3,
      'weir.done': 2,
      'weir.quarantined': 1,
      'weir.anomalous': line.anomalous,
    });
    expect(scoring).toMatchObject({ name: 'scoring', kind: 3, traceId: batch.traceId, parentSpanId: batch.spanId });
    expect([scoring.startTimeUnixNano, scoring.endTimeUnixNano]).toEqual([nano(NOW_MS + 210), nano(NOW_MS + 250)]);
  });

  it('says which alerts were published, and has neither sources nor values', async () => {
    const collector = await otlpCollector();
    await exporting(collector).run([record(1, [{ source: 'card-4711', features: { x: 7.654321 } }])]);
    const [{ events }] = collector.spans.filter(({ name }) => name === 'batch');
    expect(events.map(({ name, attributes }) => [name, plainAttributes(attributes)])).toEqual([
      ['alert', { 'weir.alertId': expect.any(String), 'weir.kind': 'opened', 'weir.severity': 'critical' }],
    ]);
    expect(JSON.stringify(collector.requests)).not.toMatch(/card-4711|7\.654321/);
  });

  it('is an error with what was unavailable, where the batch comes again', async () => {
    const collector = await otlpCollector();
    const away = { quarantine: async () => Promise.reject(new Unavailable('quarantine', 'no bucket')) };
    const { retryFrom } = await exporting(collector, away).run();
    const [batch] = collector.spans.filter(({ name }) => name === 'batch');
    expect(retryFrom).toBe('2');
    expect(batch.status).toEqual({ code: 2, message: 'the batch ended early' });
    expect(plainAttributes(batch.attributes)).toMatchObject({ 'weir.retryFrom': '2', 'weir.quarantined': 0 });
    expect(plainAttributes(batch.events.at(-1)!.attributes)).toMatchObject({
      'weir.port': 'quarantine',
      'weir.reason': 'no bucket',
    });
  });

  it('are the metrics of CloudWatch, each by its name and in its unit', async () => {
    const collector = await otlpCollector();
    const { run, told } = exporting(collector);
    await run();
    const [metrics] = collector.metrics;
    const units = { Count: '1', Milliseconds: 'ms', Percent: '%' } as Record<string, string>;
    expect(told.length).toBeGreaterThan(8);
    expect(metrics.map(({ name, unit }) => [name, unit]).sort()).toEqual(
      told.map(([name, unit]) => [name, units[unit]]).sort(),
    );
    const { Observations, Anomalies, Quarantined, QuarantinedPercent, ArrivalToVerdict } = named(metrics);
    expect([Observations, Anomalies, Quarantined].map(pointOf)).toEqual([3, 1, 1]);
    expect(pointOf(ArrivalToVerdict)).toEqual([1, 1000]);
    expect(pointOf(QuarantinedPercent)).toEqual([1, 100 / 3]);
  });

  it('is counted anew in each export: delta, which can be added up over processes', async () => {
    const collector = await otlpCollector();
    const { run } = exporting(collector);
    await run();
    await run([record(3, [{ features: { x: 0 } }])]);
    const [first, second] = collector.metrics.map(named);
    expect([first.Observations, second.Observations].map(pointOf)).toEqual([3, 1]);
    for (const { sum, histogram } of [...Object.values(first), ...Object.values(second)]) {
      expect((sum ?? histogram)?.aggregationTemporality).toBe(1);
    }
    expect(first.Observations.sum?.isMonotonic).toBe(true);
  });

  it('has what is known of a shard as a level of that shard, which nobody adds up', async () => {
    const collector = await otlpCollector();
    const { telemetry, report, run } = exporting(collector);
    const process = telemetry.begin.bind(telemetry);
    telemetry.begin = () => {
      process();
      report.sourceState({ shardId: S, kind: 'kept', sources: 7, bytes: 900, evicted: 0 });
    };
    await run();
    const { Sources, SourceStateBytes, SourcesEvicted } = named(collector.metrics[0]);
    expect(
      [Sources, SourceStateBytes].map(({ gauge }) => gauge?.dataPoints.map(({ attributes }) => attributes)),
    ).toEqual(Array(2).fill([[{ key: 'weir.shardId', value: { stringValue: S } }]]));
    expect([Sources, SourceStateBytes, SourcesEvicted].map(pointOf)).toEqual([7, 900, 0]);
  });

  it('says who sends, to the paths of OTLP below the endpoint, with its headers', async () => {
    const collector = await otlpCollector();
    const headers = async () => ({ 'x-api-key': 'of the secret' });
    await exporting({ endpoint: `${collector.endpoint}/otlp/`, headers }).run();
    expect(collector.requests.map(({ path }) => path).sort()).toEqual(['/otlp/v1/metrics', '/otlp/v1/traces']);
    for (const { headers: got } of collector.requests) {
      expect(got).toMatchObject({ 'content-type': 'application/json', 'x-api-key': 'of the secret' });
    }
    expect(collector.resources).toEqual(Array(2).fill({ 'service.name': 'weir-test', 'faas.instance': 'process-1' }));
  });

  it('has no more than a hundred requests and events, however many there were', async () => {
    const collector = await otlpCollector();
    const { telemetry, report } = exporting(collector);
    telemetry.begin();
    for (let i = 0; i < 300; i++) {
      telemetry.scored(1);
      report.unavailable({ port: 'scoring', reason: 'away' });
    }
    await telemetry.send(60_000);
    const [batch] = collector.spans.filter(({ name }) => name === 'batch');
    expect([collector.spans.length, batch.events.length]).toEqual([101, 100]);
  });
});

describe('CloudWatch and the log', () => {
  it('get all that they get without it', async () => {
    const collector = await otlpCollector();
    const { run, logger, cloudWatch } = exporting(collector);
    await run();
    const lines = [...logger.info.mock.calls, ...logger.warn.mock.calls].map(([message]) => message);
    expect(lines.sort()).toEqual(['alert', 'anomaly', 'batch', 'quarantined']);
    expect(cloudWatch.publishStoredMetrics).toHaveBeenCalledTimes(1);
  });
});

describe('a collector that does not take it', () => {
  const answers = {
    'answers 500': (response: ServerResponse) => response.writeHead(500).end('oops'),
    'answers 503': (response: ServerResponse) => response.writeHead(503).end(),
    'refuses the token': (response: ServerResponse) => response.writeHead(401).end(),
    'asks to wait for an hour': (response: ServerResponse) => response.writeHead(429, { 'retry-after': '3600' }).end(),
    'hangs up': (response: ServerResponse) => response.destroy(),
  };

  it.each(Object.entries(answers))('and %s fails no batch, and is said once', async (_, answer) => {
    const collector = await otlpCollector((response) => void answer(response));
    const { run, wait, failures } = exporting(collector);
    for (let i = 0; i < 3; i++) {
      expect(await run()).toMatchObject({ observations: 3, done: 2 });
      wait(61_000);
    }
    expect(collector.requests.length).toBe(6);
    expect(failures).toEqual([{ endpoint: collector.endpoint, reason: expect.stringMatching(/Error/) }]);
  });

  it('because it is not there fails no batch, and is said once', async () => {
    const { run, wait, failures } = exporting({ endpoint: `http://127.0.0.1:${await unusedPort()}` });
    for (let i = 0; i < 2; i++) {
      expect(await run()).toMatchObject({ done: 2 });
      wait(61_000);
    }
    expect(failures).toEqual([expect.objectContaining({ reason: expect.stringContaining('ECONNREFUSED') })]);
  });

  it('and never answers is waited for 750 ms at most, and less where less is left', async () => {
    const collector = await otlpCollector(() => {});
    const { run, wait, failures } = exporting(collector);
    await run();
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^no answer within 750 ms$|timed out/),
    ]);
    wait(61_000);
    await run(BATCH, 1000);
    expect(collector.requests).toHaveLength(2);
    const hurried = exporting(collector);
    await hurried.run(BATCH, 1100);
    expect(hurried.failures.map(({ reason }) => reason)).toEqual(['no answer within 100 ms']);
  });

  it('is left alone for a minute, and then gets what was measured meanwhile', async () => {
    let isAway = true;
    const collector = await otlpCollector((response) => void response.writeHead(isAway ? 500 : 200).end('{}'));
    const { run, wait } = exporting(collector);
    await run();
    isAway = false;
    for (const n of [3, 4]) await run([record(n, [{ features: { x: 0 } }])]);
    expect(collector.requests).toHaveLength(2);
    wait(60_000);
    await run([record(5, [{ features: { x: 0 } }])]);
    expect(collector.requests).toHaveLength(4);
    expect(pointOf(named(collector.metrics[1]).Observations)).toBe(3);
    expect(
      collector.spans
        .filter(({ name }) => name === 'batch')
        .map(({ attributes }) => plainAttributes(attributes)['weir.first']),
    ).toEqual(['1', '3', '4', '5']);
  });

  it('cannot be told of what its secret does not say', async () => {
    const collector = await otlpCollector();
    const headers = async () => Promise.reject(new Error('the secret weir/otlp could not be read'));
    const { run, failures } = exporting({ endpoint: collector.endpoint, headers });
    expect(await run()).toMatchObject({ done: 2 });
    expect(collector.requests).toEqual([]);
    expect(failures.map(({ reason }) => reason)).toEqual(['Error: the secret weir/otlp could not be read']);
  });
});

function nano(ms: number): string {
  return `${ms}000000`;
}

/** A port on which nobody listens. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

it('a bug of ours in it fails no batch either, and is said', async () => {
  const collector = await otlpCollector();
  const { run, failures, telemetry } = exporting(collector);
  telemetry.end = () => {
    throw new TypeError('a bug');
  };
  expect(await run()).toMatchObject({ done: 2 });
  expect(failures.map(({ reason }) => reason)).toEqual(['TypeError: a bug']);
});
