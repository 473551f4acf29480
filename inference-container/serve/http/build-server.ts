import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Model } from '../../../model/model.ts';
import { DEFAULT_MAX_ANSWER_BYTES } from '../answers/answer-limit.ts';
import { type HttpProblemCode, httpProblem } from './http-problems.ts';
import { type HttpResponse, problemResponse } from './http-response.ts';
import { Invocations } from './invocations.ts';
import { ServerMetrics } from './server-metrics.ts';

// an import makes Node evaluate all that the module exports, a WebSocket client among it: 12 MB and 30 ms at every start
const { createServer } = process.getBuiltinModule('node:http');

export interface ServerOptions {
  /** Told of each bug that a request met; everything else is the client's business. */
  readonly logBug: (error: unknown) => void;
  /** A request whose answer would be larger is refused. @default what an endpoint on instances carries */
  readonly maxAnswerBytes?: number;
  /** A request must have come whole within this time. @default 20 seconds */
  readonly requestTimeoutMs?: number;
  /** Further ones are closed as they come. @default 1024 */
  readonly maxConnections?: number;
  /** A connection on which nothing moves for so long is closed. @default 2 minutes */
  readonly idleTimeoutMs?: number;
}

/** SageMaker wants these back as they came. */
const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

/**
 * The HTTP server of SageMaker's hosting contract: /ping, /invocations, /metrics. The caller listens, closes, and decides
 * what becomes of a server whose model cannot be loaded: until `loading` resolves, and if it never does, it answers 503.
 * After `close()` whatever still comes on open connections is answered 503 too.
 */
export function buildServer(loading: Model | Promise<Model>, options: ServerOptions): Server {
  const { logBug, requestTimeoutMs = 20_000, maxConnections = 1024, idleTimeoutMs = 120_000 } = options;
  const { maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES } = options;
  const metrics = new ServerMetrics();
  let loaded: { readonly model: Model; readonly invocations: Invocations } | undefined;
  Promise.resolve(loading).then(
    (model) => {
      loaded = { model, invocations: new Invocations(model, metrics, logBug, maxAnswerBytes) };
    },
    () => {},
  );

  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
      // one timeout for connections between requests and within: to change it with each request costs as much as to score a row
      keepAliveTimeout: 0,
    },
    serve,
  );
  server.maxConnections = maxConnections;
  // a client that stops reading does not keep its answer in memory; and longer than a proxy in front keeps a connection that it does
  // not use, so that none is closed just as a request comes
  server.timeout = idleTimeoutMs;
  return server;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const startMs = performance.now();
    const respond = (answer: HttpResponse | undefined): void => {
      if (answer === undefined) return;
      send(request, response, answer);
      if (request.url !== '/invocations') return;
      metrics.countInvocation(answer.status, (performance.now() - startMs) / 1000);
    };
    const routed = route(request);
    if (routed instanceof Invocations) routed.answer(request).then(respond);
    else respond(routed);
  }

  function route({ method, url }: IncomingMessage): HttpResponse | Invocations {
    const wanted = url === '/invocations' ? 'POST' : url === '/ping' || url === '/metrics' ? 'GET' : undefined;
    if (wanted === undefined) return refused('unknown_path', { got: `${method} ${url}` });
    if (method !== wanted) return refused('wrong_method', { got: `${method}`, wanted });
    if (url === '/metrics') return metricsPage();
    if (!server.listening) return refused('closing');
    if (!loaded) return refused('not_loaded');
    return url === '/ping' ? PONG : loaded.invocations;
  }

  function metricsPage(): HttpResponse {
    const text = metrics.toPrometheusText(loaded?.model, process.memoryUsage.rss());
    return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: text };
  }

  function send(
    request: IncomingMessage,
    response: ServerResponse,
    { status, contentType, body, release }: HttpResponse,
  ): void {
    const headers = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body))];
    const attributes = request.headers[CUSTOM_ATTRIBUTES];
    if (attributes !== undefined) headers.push(CUSTOM_ATTRIBUTES, String(attributes));
    if (!server.listening) headers.push('Connection', 'close');
    response.writeHead(status, headers);
    response.end(body, release);
  }
}

const PONG: HttpResponse = { status: 200, contentType: 'text/plain', body: '' };

function refused(code: HttpProblemCode, details?: { got?: string; wanted?: string }): HttpResponse {
  return problemResponse(httpProblem(code, details));
}
