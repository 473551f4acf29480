import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Model } from '../../../model/model.ts';
import { DEFAULT_MAX_ANSWER_BYTES } from '../answers/answer-limit.ts';
import { type HttpProblemCode, httpProblem } from './http-problems.ts';
import { type HttpResponse, problemResponse } from './http-response.ts';
import { CUSTOM_ATTRIBUTES, Invocations } from './invocations.ts';
import { ServerMetrics } from './server-metrics.ts';

// an import makes Node evaluate all that the module exports, a WebSocket client among it: 10 MB and 30 ms at each start
const { createServer } = process.getBuiltinModule('node:http');

/** What a server does not decide by itself. */
export interface ServerOptions {
  /** Is told of each bug that a request met; everything else is the client's business. */
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

/**
 * Builds the HTTP server of SageMaker's hosting contract: /ping, /invocations, /metrics. The caller listens, closes,
 * and decides what becomes of a server whose model cannot be loaded: until `loading` resolves, and if it never does,
 * the server answers 503. After `close()` it answers 503 too to whatever still comes on open connections.
 */
export function buildServer(loading: Model | Promise<Model>, options: ServerOptions): Server {
  const { requestTimeoutMs = 20_000, maxConnections = 1024, idleTimeoutMs = 120_000 } = options;
  const handler = new RequestHandler(loading, options, () => server.listening);
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
      // one timeout serves between requests and within: to change it with each request costs as much as to score a row
      keepAliveTimeout: 0,
    },
    (request, response) => handler.handle(request, response),
  );
  server.maxConnections = maxConnections;
  // a client that stops reading does not keep its answer in memory; and it is longer than a proxy in front keeps a
  // connection that it does not use, so that none is closed just as a request comes
  server.timeout = idleTimeoutMs;
  return server;
}

const METHODS: ReadonlyMap<string | undefined, string> = new Map([
  ['/invocations', 'POST'],
  ['/ping', 'GET'],
  ['/metrics', 'GET'],
]);
const PONG: HttpResponse = { status: 200, contentType: 'text/plain', body: '' };

/** Sends each request where it belongs, and the answer back. */
class RequestHandler {
  readonly #metrics = new ServerMetrics();
  readonly #isListening: () => boolean;
  #loaded: { readonly model: Model; readonly invocations: Invocations } | undefined;

  constructor(loading: Model | Promise<Model>, options: ServerOptions, isListening: () => boolean) {
    const { logBug, maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES } = options;
    this.#isListening = isListening;
    Promise.resolve(loading).then(
      (model) => {
        this.#loaded = { model, invocations: new Invocations(model, this.#metrics, logBug, maxAnswerBytes) };
      },
      () => {},
    );
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const startMs = performance.now();
    const respond = (answer: HttpResponse | undefined): void => {
      if (answer === undefined) return;
      this.#send(request, response, answer);
      if (request.url !== '/invocations') return;
      this.#metrics.countInvocation(answer.status, (performance.now() - startMs) / 1000);
    };
    const routed = this.#route(request);
    if (routed instanceof Invocations) routed.answer(request).then(respond);
    else respond(routed);
  }

  #route({ method, url }: IncomingMessage): HttpResponse | Invocations {
    const wanted = METHODS.get(url);
    if (wanted === undefined) return refused('unknown_path', { got: `${method} ${url}` });
    if (method !== wanted) return refused('wrong_method', { got: `${method}`, wanted });
    if (url === '/metrics') return this.#metricsPage();
    if (!this.#isListening()) return refused('closing');
    if (!this.#loaded) return refused('not_loaded');
    return url === '/ping' ? PONG : this.#loaded.invocations;
  }

  #metricsPage(): HttpResponse {
    const body = this.#metrics.toPrometheusText(this.#loaded?.model, process.memoryUsage.rss());
    return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body };
  }

  #send(request: IncomingMessage, response: ServerResponse, answer: HttpResponse): void {
    const { status, contentType, body, release } = answer;
    const headers = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body))];
    // SageMaker wants these back as they came
    const attributes = request.headers[CUSTOM_ATTRIBUTES];
    if (attributes !== undefined) headers.push(CUSTOM_ATTRIBUTES, String(attributes));
    if (!this.#isListening()) headers.push('Connection', 'close');
    response.writeHead(status, headers);
    response.end(body, release);
  }
}

function refused(code: HttpProblemCode, details?: { got?: string; wanted?: string }): HttpResponse {
  return problemResponse(httpProblem(code, details));
}
