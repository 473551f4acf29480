import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A value as OTLP writes it in JSON. */
interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}

type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];

/** A span as it came. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: OtlpAttributes;
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string; attributes: OtlpAttributes }[];
  readonly status: { readonly code: number; readonly message?: string };
}

interface ReceivedPoint {
  readonly attributes: OtlpAttributes;
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly sum?: number;
}

interface ReceivedPoints {
  readonly dataPoints: readonly ReceivedPoint[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

/** A metric as it came, with what each point has. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: ReceivedPoints;
  readonly histogram?: ReceivedPoints;
  readonly gauge?: ReceivedPoints;
}

interface OtlpRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at
  readonly body: any;
}

/** A collector on this machine that takes OTLP as JSON. */
export class OtlpCollector {
  readonly requests: OtlpRequest[] = [];
  endpoint = '';

  /** The spans that came, in their order. */
  get spans(): ReceivedSpan[] {
    return this.#of('traces').flatMap(({ body }) =>
      // biome-ignore lint/suspicious/noExplicitAny: decoded below its types
      body.resourceSpans.flatMap(({ scopeSpans }: any) => scopeSpans.flatMap(({ spans }: any) => spans)),
    );
  }

  /** The metrics of each request that came. */
  get metrics(): ReceivedMetric[][] {
    return this.#of('metrics').map(({ body }) =>
      // biome-ignore lint/suspicious/noExplicitAny: decoded below its types
      body.resourceMetrics.flatMap(({ scopeMetrics }: any) => scopeMetrics.flatMap(({ metrics }: any) => metrics)),
    );
  }

  /** What each request says of who sent it. */
  get resources(): Record<string, unknown>[] {
    return this.requests.map(({ body }) =>
      plainAttributes((body.resourceSpans ?? body.resourceMetrics)[0].resource.attributes),
    );
  }

  #of(signal: string): OtlpRequest[] {
    return this.requests.filter(({ path }) => path.endsWith(`/v1/${signal}`));
  }
}

/** Attributes as one object. */
export function plainAttributes(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** The value of the only point of a metric: what was added up, or for a histogram how many and their sum. */
export function pointOf({ sum, gauge, histogram }: ReceivedMetric): unknown {
  const points = (sum ?? gauge ?? histogram)!.dataPoints;
  if (points.length !== 1) throw new Error(`wanted one point, got ${points.length}`);
  const [{ asDouble, asInt, count, sum: total }] = points;
  return histogram ? [Number(count), total] : Number(asInt ?? asDouble);
}

/**
 * Starts a collector for this test.
 *
 * @param answer what it does with each request, the first is 0; takes it when undefined
 */
export async function otlpCollector(
  answer: (response: ServerResponse, nth: number) => void = (response) => response.end('{}'),
): Promise<OtlpCollector> {
  const collector = new OtlpCollector();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    collector.requests.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(body) });
    answer(response, collector.requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  collector.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return collector;
}
