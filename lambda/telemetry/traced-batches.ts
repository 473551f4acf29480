import type { BatchLine } from '../../contracts/log-lines.ts';
import type { Report } from '../consumer/ports.ts';
import type { BatchMetrics } from '../consumer/report-to-cloudwatch.ts';

/** A value, by the name and in the unit that CloudWatch gets. */
interface MeasuredValue {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** Something that happened while a batch was worked on. It carries no source and no value of an observation. */
interface TraceEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What is known of one batch when it ends. Times are of the wall clock. */
export interface BatchTrace {
  readonly startMs: number;
  readonly endMs: number;
  /** Absent where the batch did not come to its end. */
  readonly line?: BatchLine;
  readonly events: readonly TraceEvent[];
  /** Requests for scores. */
  readonly scoring: readonly { readonly startMs: number; readonly endMs: number }[];
  readonly measured: readonly MeasuredValue[];
}

/**
 * More of either says nothing new of a batch: one that is halved down to single observations asks thousands of times.
 */
const MOST_PARTS = 100;

/** Keeps what is measured and reported of a batch for its trace, beside telling it as before. */
export class TracedBatches {
  readonly #now: () => number;
  #startMs = 0;
  #line: BatchLine | undefined;
  #events: TraceEvent[] = [];
  #scoring: { startMs: number; endMs: number }[] = [];
  #measured: MeasuredValue[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Forgets what was kept of a batch that did not end. */
  begin(): void {
    this.#startMs = this.#now();
    this.#line = undefined;
    this.#events = [];
    this.#scoring = [];
    this.#measured = [];
  }

  /** What was kept since the batch began. */
  end(): BatchTrace {
    const [startMs, events, scoring, measured] = [this.#startMs, this.#events, this.#scoring, this.#measured];
    return { startMs, endMs: this.#now(), ...(this.#line && { line: this.#line }), events, scoring, measured };
  }

  /** Has a request for scores in the trace that has just been answered. */
  scored(latencyMs: number): void {
    const endMs = this.#now();
    if (this.#scoring.length < MOST_PARTS) this.#scoring.push({ startMs: endMs - latencyMs, endMs });
  }

  /** Metrics that are told to `told` and kept here. */
  metrics(told: BatchMetrics): BatchMetrics {
    return {
      addMetric: (...metric) => {
        told.addMetric(...metric);
        const [name, unit, value] = metric;
        this.#measured.push({ name, unit, value });
      },
      publishStoredMetrics: () => told.publishStoredMetrics(),
    };
  }

  /** A report that is told to `told` and kept here. */
  report(told: Report): Report {
    return {
      ...told,
      published: (alert, arrivalMs) => {
        told.published(alert, arrivalMs);
        const { alertId, kind, severity } = alert;
        this.#happened('alert', { alertId, kind, severity });
      },
      unavailable: (line) => {
        told.unavailable(line);
        this.#happened('unavailable', { ...line });
      },
      fallback: (line) => {
        told.fallback(line);
        this.#happened('fallback', { ...line });
      },
      sourceState: (event) => {
        told.sourceState(event);
        // What comes with every batch is measured.
        if (event.kind !== 'kept') this.#happened('source state', { ...event });
      },
      batch: (tally) => {
        told.batch(tally);
        this.#line = tally.line;
      },
    };
  }

  #happened(name: string, attributes: Readonly<Record<string, unknown>>): void {
    if (this.#events.length < MOST_PARTS) this.#events.push({ name, atMs: this.#now(), attributes });
  }
}
