import type { Model } from '../../../model/model.ts';
import type { ScoredBody } from '../scorer.ts';

/** Upper bounds in seconds of the latency histogram; SageMaker gives an invocation 60 seconds. */
const LATENCY_BOUNDS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Counts what the server does, and shows it in the text format of Prometheus. */
export class ServerMetrics {
  /** Invocations by status. */
  readonly #invocations = new Map<number, number>();
  readonly #latencyBuckets = new Float64Array(LATENCY_BOUNDS_SECONDS.length + 1);
  #latencySeconds = 0;
  #rows = 0;
  #anomalousRows = 0;
  #badRows = 0;

  /** Counts an answered request to /invocations. */
  countInvocation(status: number, seconds: number): void {
    this.#invocations.set(status, (this.#invocations.get(status) ?? 0) + 1);
    this.#latencySeconds += seconds;
    let bucket = 0;
    // no time is longer than a bound that is not there: the last bucket has none
    while (seconds > LATENCY_BOUNDS_SECONDS[bucket]) bucket++;
    this.#latencyBuckets[bucket]++;
  }

  /** Counts the rows of an answer of 200. */
  countRows({ rows, anomalous, bad }: ScoredBody): void {
    this.#rows += rows;
    this.#anomalousRows += anomalous;
    this.#badRows += bad;
  }

  /**
   * Shows all counts as the body of /metrics.
   *
   * @param model undefined until it is loaded
   * @param residentBytes of this process
   */
  toPrometheusText(model: Model | undefined, residentBytes: number): string {
    const statuses = [...this.#invocations].sort(([a], [b]) => a - b);
    return [
      ...family('weir_model_loaded', 'gauge', 'Whether a model is loaded.', [['', model ? 1 : 0]]),
      ...(model
        ? family('weir_model_info', 'gauge', 'The loaded model.', [[labels({ version: model.version }), 1]])
        : []),
      ...family(
        'weir_invocations_total',
        'counter',
        'Requests to /invocations by status.',
        statuses.map(([status, count]) => [labels({ status: String(status) }), count]),
      ),
      ...family('weir_invocation_seconds', 'histogram', 'Time from headers to answer.', this.#latencySamples()),
      ...family('weir_rows_total', 'counter', 'Rows answered.', [['', this.#rows]]),
      ...family('weir_anomalous_rows_total', 'counter', 'Rows above the threshold.', [['', this.#anomalousRows]]),
      ...family('weir_bad_rows_total', 'counter', 'Rows answered with an error in their place.', [['', this.#badRows]]),
      ...family('process_resident_memory_bytes', 'gauge', 'Resident memory.', [['', residentBytes]]),
      '',
    ].join('\n');
  }

  #latencySamples(): Sample[] {
    let count = 0;
    const buckets = [...LATENCY_BOUNDS_SECONDS.map(String), '+Inf'].map((le, index): Sample => {
      count += this.#latencyBuckets[index];
      return [`_bucket${labels({ le })}`, count];
    });
    return [...buckets, ['_sum', this.#latencySeconds], ['_count', count]];
  }
}

/** What follows the family's name, and the value. */
type Sample = readonly [suffix: string, value: number];

function family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string, samples: Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([suffix, value]) => `${name}${suffix} ${value}`),
  ];
}

function labels(values: Record<string, string>): string {
  const escaped = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${escaped.join(',')}}`;
}
