import type { METRIC_NAMESPACE } from '../../contracts/metrics.ts';

/** Who made spans and metrics; its value is written once more, so that a cold start has no file for it. */
export const SCOPE: typeof METRIC_NAMESPACE = 'Weir';

/** How both exporters reach the collector. */
export interface OtlpConnection {
  /** Without the path of a signal: `http://localhost:4318`. */
  readonly endpoint: string;
  /** What each request carries beside its content; asked for anew each time, and fails as it likes. */
  readonly headers?: () => Promise<Record<string, string>>;
  /** A request is given up after this long. */
  readonly timeoutMs: number;
}

/** The result of an export, as exporters have it: no error where all went well. */
interface ExportOutcome {
  readonly code: number;
  readonly error?: Error;
}

/** The options of an exporter for a signal, `traces` or `metrics`. */
export function exporterOptions({ endpoint, headers, timeoutMs }: OtlpConnection, signal: 'traces' | 'metrics') {
  return {
    url: `${endpoint.replace(/\/+$/, '')}/v1/${signal}`,
    timeoutMillis: timeoutMs,
    ...(headers && { headers }),
    // Lambda freezes the process between batches, and a connection that was kept may be dead when it thaws.
    httpAgentOptions: { keepAlive: false },
  };
}

/** Resolves when an exporter has sent something, and rejects with what was wrong. */
export function sent(send: (done: (outcome: ExportOutcome) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    send(({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('the collector refused it'))));
  });
}
