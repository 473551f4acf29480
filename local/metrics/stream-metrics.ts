import type { Kinesis } from '../kinesis/kinesis.ts';
import type { MetricStore } from './metric-store.ts';

/** Adds what Kinesis itself measures of its streams, counted from the records when somebody asks. */
export function withStreamMetrics(store: MetricStore, streams: Kinesis): MetricStore {
  const incoming = (StreamName: string) => ({
    namespace: 'AWS/Kinesis',
    name: 'IncomingRecords',
    dimensions: { StreamName },
  });
  return {
    ...store,
    list: () => [...store.list(), ...streams.streams.map(({ name }) => incoming(name))],
    values(metric, startMs, endMs) {
      if (metric.namespace !== 'AWS/Kinesis' || metric.name !== 'IncomingRecords')
        return store.values(metric, startMs, endMs);
      const { shards = [] } = streams.findStream(metric.dimensions.StreamName ?? '') ?? {};
      return shards.flatMap((shard) => arrivals(shard, startMs, endMs));
    },
  };
}

/** Records per second, so that a day of them is not a list of millions. */
function arrivals(shard: Kinesis['streams'][number]['shards'][number], startMs: number, endMs: number) {
  const counts = [];
  for (let atMs = startMs; atMs < endMs; atMs += 1_000) {
    const value = shard.placeAtTime(Math.min(atMs + 1_000, endMs)) - shard.placeAtTime(atMs);
    if (value > 0) counts.push({ timestampMs: atMs, value });
  }
  return counts;
}
