import type { Endpoint } from '../endpoint/endpoint.ts';
import type { FunctionConfiguration } from '../lambda/function-configuration.ts';
import type { InvokeOutcome } from '../lambda/invoke-outcome.ts';
import type { MetricStore } from './metric-store.ts';

/** What Lambda and SageMaker measure by themselves. */
export interface PlatformMetrics {
  functionInvoked(configuration: FunctionConfiguration, outcome: InvokeOutcome, durationMs: number): void;
  endpointInvoked(endpoint: Endpoint, status: number, durationMs: number): void;
}

/** Records in the store what Lambda and SageMaker measure by themselves, under their namespaces and names. */
export function platformMetrics({ record }: MetricStore): PlatformMetrics {
  const recordAll = (namespace: string, dimensions: Record<string, string>, values: Record<string, number>) => {
    const timestampMs = Date.now();
    for (const [name, value] of Object.entries(values)) record({ namespace, name, dimensions, timestampMs, value });
  };
  return {
    functionInvoked({ name: FunctionName }, { kind }, durationMs) {
      const ran = { Invocations: 1, Errors: Number(kind === 'function_error'), Duration: durationMs };
      recordAll('AWS/Lambda', { FunctionName }, kind === 'throttled' ? { Throttles: 1 } : { ...ran, Throttles: 0 });
    },
    endpointInvoked({ name: EndpointName, variantName: VariantName }, status, durationMs) {
      const values = {
        Invocations: 1,
        InvocationModelErrors: Number(status === 424),
        // As SageMaker has it, in microseconds.
        ModelLatency: durationMs * 1000,
      };
      recordAll('AWS/SageMaker', { EndpointName, VariantName }, values);
    },
  };
}
