import type { Attributes, Meter } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { METRICS } from '../../contracts/metrics.ts';
import { exporterOptions, type OtlpConnection, SCOPE, sent } from './otlp-connection.ts';
import type { BatchTrace } from './traced-batches.ts';

/** Units of CloudWatch as OpenTelemetry writes them (UCUM, https://ucum.org). */
const UNITS: Readonly<Record<string, string>> = {
  Count: '1',
  Milliseconds: 'ms',
  Percent: '%',
};

/** Counts of what is there, of one shard: to add them up would say nothing. */
const LEVELS: readonly string[] = ['Sources', 'SourceStateBytes'] satisfies (typeof METRICS)[keyof typeof METRICS][];

type Measure = (value: number, attributes: Attributes) => void;

/**
 * The metrics that CloudWatch gets, under the same names: what is counted is a sum, what is measured a histogram. Each
 * export has what came since the last (delta): processes come and go, and nobody could add up what each has counted
 * since its own start.
 */
export class OtlpMetrics {
  readonly #exporter: OTLPMetricExporter;
  readonly #reader = new DeltaReader();
  readonly #meter: Meter;
  readonly #instruments = new Map<string, Measure>();

  constructor(connection: OtlpConnection, resource: Resource) {
    this.#exporter = new OTLPMetricExporter(exporterOptions(connection, 'metrics'));
    this.#meter = new MeterProvider({ resource, readers: [this.#reader] }).getMeter(SCOPE);
  }

  /** Adds what was measured in a batch to what the next export has. */
  add({ measured, line }: BatchTrace): void {
    for (const { name, unit, value } of measured) {
      const measure = this.#instruments.get(name) ?? this.#instrument(name, unit);
      this.#instruments.set(name, measure);
      measure(value, LEVELS.includes(name) && line ? { 'weir.shardId': line.shardId } : {});
    }
  }

  /** Sends what was added since the last time. What is not taken is gone. */
  async export(): Promise<void> {
    const { resourceMetrics } = await this.#reader.collect();
    if (resourceMetrics.scopeMetrics.length > 0) await sent((done) => this.#exporter.export(resourceMetrics, done));
  }

  #instrument(name: string, unit: string): Measure {
    const options = { unit: UNITS[unit] };
    if (LEVELS.includes(name)) {
      const gauge = this.#meter.createGauge(name, options);
      return (value, attributes) => gauge.record(value, attributes);
    }
    if (unit === 'Count') {
      const counter = this.#meter.createCounter(name, options);
      return (value, attributes) => counter.add(value, attributes);
    }
    const histogram = this.#meter.createHistogram(name, options);
    return (value, attributes) => histogram.record(value, attributes);
  }
}

/** Reads when it is asked, and by itself never. */
class DeltaReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
