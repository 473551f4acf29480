import type { Datum } from './metric-store.ts';

interface EmfLine {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/**
 * The values in a log line of CloudWatch's embedded metric format; none in any other line.
 * @see
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function readEmf(line: string): readonly Datum[] {
  if (!line.includes('"_aws"')) return [];
  let parsed: EmfLine;
  try {
    parsed = JSON.parse(line) as EmfLine;
  } catch {
    return [];
  }
  const { Timestamp: timestampMs, CloudWatchMetrics } = parsed._aws;
  return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(parsed[name])]));
      return Metrics.flatMap(({ Name: name }) => {
        const values = [parsed[name]].flat() as number[];
        return values.map((value) => ({ namespace, name, dimensions, timestampMs, value }));
      });
    }),
  );
}
