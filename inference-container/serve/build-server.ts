import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Model } from '../../model/model.ts';
import { type Answer, refusalAnswer } from './answer.ts';
import { Invocations } from './invocations.ts';
import { Scorer } from './scorer.ts';
import { ServerMetrics } from './server-metrics.ts';
import { refusal, type ServingProblemCode } from './serving-problems.ts';

// an import makes Node evaluate all that the module exports, a WebSocket client among it: 12 MB and 30 ms at every start
const { createServer } = process.getBuiltinModule('node:http');

export interface ServerOptions {
  /** Told of each bug that a request met; everything else is the client's business. */
  readonly logBug: (error: unknown) => void;
  /** A request must have come whole within this time. @default 20 seconds */
  readonly requestTimeoutMs?: number;
  /** Further ones are closed as they come. @default 1024 */
  readonly maxConnections?: number;
}

/** SageMaker wants these back as they came. */
const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

/**
 * The HTTP server of SageMaker's hosting contract: /ping, /invocations, /metrics. The caller listens, closes, and decides
 * what becomes of a server whose model cannot be loaded: until `loading` resolves, and if it never does, it answers 503.
 * After `close()` whatever still comes on open connections is answered 503 too.
 */
export function buildServer(loading: Model | Promise<Model>, options: ServerOptions): Server {
  const { logBug, requestTimeoutMs = 20_000, maxConnections = 1024 } = options;
  const metrics = new ServerMetrics();
  const invocations = new Invocations(metrics);
  let loaded: { readonly model: Model; readonly scorer: Scorer } | undefined;
  Promise.resolve(loading).then(
    (model) => {
      loaded = { model, scorer: new Scorer(model) };
    },
    () => {},
  );

  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
      // longer than a proxy in front keeps a connection idle, so that none is closed just as a request comes
      keepAliveTimeout: 120_000,
    },
    (request, response) => void serve(request, response),
  );
  server.maxConnections = maxConnections;
  // a client that stops reading does not keep its answer in memory
  server.timeout = 60_000;
  return server;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startMs = performance.now();
    const answer = await route(request).catch((error: unknown) => {
      logBug(error);
      return refused('unprocessable');
    });
    if (answer === undefined) return;
    send(request, response, answer);
    if (request.url === '/invocations') {
      metrics.countInvocation(answer.status, (performance.now() - startMs) / 1000);
    }
  }

  async function route(request: IncomingMessage): Promise<Answer | undefined> {
    const { method, url } = request;
    const wanted = url === '/invocations' ? 'POST' : url === '/ping' || url === '/metrics' ? 'GET' : undefined;
    if (wanted === undefined) return refused('unknown_path', { got: `${method} ${url}` });
    if (method !== wanted) return refused('wrong_method', { got: `${method}`, wanted });
    if (url === '/metrics') return metricsPage();
    if (!server.listening) return refused('closing');
    if (!loaded) return refused('not_loaded');
    return url === '/ping' ? PONG : invocations.answer(request, loaded.scorer);
  }

  function metricsPage(): Answer {
    const text = metrics.toPrometheusText(loaded?.model, process.memoryUsage.rss());
    return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', text };
  }

  function send(request: IncomingMessage, response: ServerResponse, { status, contentType, text }: Answer): void {
    const length = Buffer.byteLength(text);
    const headers = ['Content-Type', contentType, 'Content-Length', String(length)];
    const attributes = request.headers[CUSTOM_ATTRIBUTES];
    if (attributes !== undefined) headers.push(CUSTOM_ATTRIBUTES, String(attributes));
    if (!server.listening) headers.push('Connection', 'close');
    response.writeHead(status, headers);
    // text of ASCII only is the same in Latin-1, which is written faster
    response.end(text, length === text.length ? 'latin1' : 'utf8');
  }
}

const PONG: Answer = { status: 200, contentType: 'text/plain', text: '' };

function refused(code: ServingProblemCode, details?: { got?: string; wanted?: string }): Answer {
  return refusalAnswer(refusal(code, details));
}
