import { setTimeout as sleep } from 'node:timers/promises';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { TelemetryLine } from '../../contracts/log-lines.ts';
import type { OtlpConnection } from './otlp-connection.ts';
import { OtlpMetrics } from './otlp-metrics.ts';
import { OtlpSpans } from './otlp-spans.ts';
import { TracedBatches } from './traced-batches.ts';

/** What comes behind a batch waits for its export at most this long; the exporters try again only after 800 ms. */
const LONGEST_MS = 750;
/** What an invocation keeps for its answer. */
const SPARE_MS = 1000;
/** After a failure the collector is left alone for so long: each batch would wait for it. */
const REST_MS = 60_000;

export interface OtlpSurroundings {
  readonly connection: Omit<OtlpConnection, 'timeoutMs'>;
  /** Who sends, as OpenTelemetry names it: `service.name`. */
  readonly resource: Readonly<Record<string, string>>;
  /** Hears of the first failure, and of no other. */
  onFailure(line: TelemetryLine): void;
  now(): number;
}

/**
 * Sends spans and metrics of each batch to a collector, by OTLP over HTTP. Whatever that does, no batch fails by it,
 * comes again, or waits for longer than 750 ms; after a failure none waits for a minute. What is measured meanwhile
 * comes with the next export.
 */
export class OtlpTelemetry extends TracedBatches {
  readonly #surroundings: OtlpSurroundings;
  readonly #spans: OtlpSpans;
  readonly #metrics: OtlpMetrics;
  #restsUntilMs = 0;
  #isSaid = false;

  constructor(surroundings: OtlpSurroundings) {
    super(surroundings.now);
    this.#surroundings = surroundings;
    const connection = { ...surroundings.connection, timeoutMs: LONGEST_MS };
    const resource = resourceFromAttributes(surroundings.resource);
    this.#spans = new OtlpSpans(connection, resource);
    this.#metrics = new OtlpMetrics(connection, resource);
  }

  /**
   * Sends what was kept of the batch that has ended. Never fails: a bug in here would have the batch come again for
   * ever.
   *
   * @param remainingMs until Lambda ends this invocation
   */
  async send(remainingMs: number): Promise<void> {
    const reason = await this.#export(remainingMs).catch(String);
    if (reason === undefined) return;
    const { now, connection, onFailure } = this.#surroundings;
    this.#restsUntilMs = now() + REST_MS;
    if (!this.#isSaid) onFailure({ endpoint: connection.endpoint, reason });
    this.#isSaid = true;
  }

  /** What was wrong; undefined where nothing was. */
  async #export(remainingMs: number): Promise<string | undefined> {
    const batch = this.end();
    this.#spans.add(batch);
    this.#metrics.add(batch);
    const budgetMs = Math.min(LONGEST_MS, remainingMs - SPARE_MS);
    if (budgetMs <= 0 || this.#surroundings.now() < this.#restsUntilMs) return undefined;
    const sent = Promise.allSettled([this.#spans.export(), this.#metrics.export()]);
    const results = await Promise.race([sent, sleep(budgetMs)]);
    if (!results) return `no answer within ${budgetMs} ms`;
    const failed = results.find((result) => result.status === 'rejected');
    return failed && String(failed.reason);
  }
}
