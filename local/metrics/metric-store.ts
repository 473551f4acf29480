/** One measured value. */
export interface Datum extends MetricId {
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly value: number;
}

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricStore {
  record(datum: Datum): void;
  /** Every metric that has a value, each once. */
  list(): readonly MetricId[];
  /** The values in [startMs, endMs), in no order. */
  values(metric: MetricId, startMs: number, endMs: number): readonly Pick<Datum, 'timestampMs' | 'value'>[];
}

/** Values per metric that are kept; older ones are forgotten. */
const MAX_VALUES = 20_000;

/** Metrics, in memory, value by value. */
export function metricStore(): MetricStore {
  const metrics = new Map<string, { id: MetricId; data: Pick<Datum, 'timestampMs' | 'value'>[] }>();
  return {
    record({ timestampMs, value, ...id }) {
      const key = keyOf(id);
      const metric = metrics.get(key) ?? { id, data: [] };
      metrics.set(key, metric);
      metric.data.push({ timestampMs, value });
      if (metric.data.length > MAX_VALUES) metric.data.splice(0, MAX_VALUES / 10);
    },
    list: () => [...metrics.values()].map(({ id }) => id),
    values(metric, startMs, endMs) {
      const { data = [] } = metrics.get(keyOf(metric)) ?? {};
      return data.filter(({ timestampMs }) => timestampMs >= startMs && timestampMs < endMs);
    },
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
