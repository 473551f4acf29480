import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { exporterOptions, type OtlpConnection, SCOPE, sent } from './otlp-connection.ts';
import type { BatchTrace } from './traced-batches.ts';

/** While the collector is left alone the newest are kept. */
const MOST_KEPT = 500;

/** A span of each batch, with one in it for each scoring request, and an event for what happened. */
export class OtlpSpans {
  readonly #exporter: OTLPTraceExporter;
  readonly #tracer: Tracer;
  readonly #kept = new KeptSpans();

  constructor(connection: OtlpConnection, resource: Resource) {
    this.#exporter = new OTLPTraceExporter(exporterOptions(connection, 'traces'));
    this.#tracer = new TracerProvider({ resource, spanProcessors: [this.#kept] }).getTracer(SCOPE);
  }

  /** Makes spans of a batch, for the next export. */
  add({ startMs, endMs, line, events, scoring }: BatchTrace): void {
    const tracer = this.#tracer;
    const attributes = attributesOf(line ?? {});
    const span = tracer.startSpan('batch', { kind: SpanKind.CONSUMER, startTime: startMs, attributes }, ROOT_CONTEXT);
    const inside = trace.setSpan(ROOT_CONTEXT, span);
    for (const call of scoring) {
      const options = { kind: SpanKind.CLIENT, startTime: call.startMs };
      tracer.startSpan('scoring', options, inside).end(call.endMs);
    }
    for (const { name, atMs, attributes: said } of events) span.addEvent(name, attributesOf(said), atMs);
    if (line?.retryFrom !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: 'the batch ended early' });
    span.end(endMs);
  }

  /** Sends what was made since the last time. What is not taken is gone. */
  async export(): Promise<void> {
    const spans = this.#kept.take();
    if (spans.length > 0) await sent((done) => this.#exporter.export(spans, done));
  }
}

/** Keeps spans that ended until they are taken. */
class KeptSpans implements SpanProcessor {
  #spans: ReadableSpan[] = [];

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#spans.push(span);
    if (this.#spans.length > MOST_KEPT) this.#spans.shift();
  }

  take(): ReadableSpan[] {
    const spans = this.#spans;
    this.#spans = [];
    return spans;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** What a log line says, under the same names with `weir.` before; what is no text, number or boolean stays there. */
function attributesOf(line: object): Attributes {
  const plain = Object.entries(line).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(plain.map(([name, value]) => [`weir.${name}`, value]));
}
