import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Intercept } from '../local-cloud.ts';
import { type CredentialScope, credentialScopeOf } from './credential-scope.ts';
import { errorResponse } from './error-response.ts';
import { foreignness } from './foreign-request.ts';
import { readTarget } from './read-target.ts';
import {
  LostConnection,
  ServiceError,
  type ServiceHandler,
  type ServiceRequest,
  type ServiceResponse,
} from './service.ts';

export interface GatewayOptions {
  /** 0: any free port. */
  readonly port: number;
  /** By SigV4 signing name. Read at each request, so that services may be added while it runs. */
  readonly services: ReadonlyMap<string, ServiceHandler>;
  /** Whose access key this is: a principal, or undefined when nobody has it. */
  readonly principalOf: (accessKeyId: string) => string | undefined;
  /** Stands before every service. */
  readonly intercept?: Intercept;
  /** Bugs of ours, which the client sees only as an InternalFailure. */
  readonly onBug: (error: unknown) => void;
}

export interface Gateway {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  stop(): Promise<void>;
}

/** The first bytes of the HTTP/2 connection preface (RFC 9113, 3.4); no HTTP/1.1 method begins so. */
const HTTP2_PREFACE_START = 'PRI';

/**
 * One port of 127.0.0.1 for all services, over HTTP/1.1 (aws CLI, boto3, most of the SDK) and cleartext HTTP/2
 * (the SDK's default for Kinesis).
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const sockets = new Set<Socket>();
  const onRequest = (request: AnyRequest, response: AnyResponse) =>
    serve(options, request, response).catch((error) => {
      if (!(error instanceof LostConnection)) options.onBug(error);
      response.destroy();
    });
  const http1 = createHttp1Server({ keepAliveTimeout: 60_000 }, onRequest);
  const http2 = createHttp2Server({}, onRequest);
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    const sniff = (firstBytes: Buffer) => {
      const start = firstBytes.toString('latin1', 0, HTTP2_PREFACE_START.length);
      if (start !== HTTP2_PREFACE_START && HTTP2_PREFACE_START.startsWith(start)) {
        socket.once('data', (more: Buffer) => sniff(Buffer.concat([firstBytes, more])));
        return;
      }
      socket.pause();
      socket.unshift(firstBytes);
      (start === HTTP2_PREFACE_START ? http2 : http1).emit('connection', socket);
      process.nextTick(() => socket.resume());
    };
    socket.once('data', sniff);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

async function serve(options: GatewayOptions, incoming: AnyRequest, outgoing: AnyResponse): Promise<void> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const method = incoming.method ?? 'GET';
  const foreign = foreignness(incoming.headers, incoming.socket.localPort);
  const body = await readBody(incoming);
  const response = foreign
    ? errorResponse('', { headers }, new ServiceError('AccessDenied', foreign, 403))
    : await answer(options, incoming.url ?? '', { method, headers, body });
  write(outgoing, method, response);
}

async function readBody(incoming: AnyRequest): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    throw new LostConnection(); // by the client, in the middle of its request
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

async function answer(
  options: GatewayOptions,
  target: string,
  sent: Pick<ServiceRequest, 'method' | 'headers' | 'body'>,
): Promise<ServiceResponse> {
  let service = '';
  try {
    const { path, query } = readTarget(target);
    const scope = credentialScopeOf(sent.headers, query);
    if (!scope)
      throw new ServiceError('MissingAuthenticationToken', 'the request is not signed (no SigV4 credential)', 403);
    service = scope.service;
    const handler = options.services.get(service);
    if (!handler) {
      const known = [...options.services.keys()].join(', ');
      throw new ServiceError('UnknownService', `the local cloud has no service ${service}, only ${known}`, 501);
    }
    const principal = options.principalOf(scope.accessKeyId);
    if (principal === undefined) {
      const message = `nobody has the access key ${scope.accessKeyId}: use the exports that the local cloud printed`;
      throw new ServiceError('UnrecognizedClientException', message, 403);
    }
    refuseExpired(scope);
    const request = { ...sent, path, query, principal };
    const proceed = () => handler(request);
    return await (options.intercept ? options.intercept(service, request, proceed) : proceed());
  } catch (error) {
    if (error instanceof LostConnection) throw error;
    if (error instanceof ServiceError) return errorResponse(service, sent, error);
    options.onBug(error);
    return errorResponse(
      service,
      sent,
      new ServiceError('InternalFailure', 'the local cloud has a bug: see its log', 500),
    );
  }
}

function refuseExpired({ endsAtMs = Number.NaN }: CredentialScope): void {
  if (!(Date.now() > endsAtMs)) return;
  const message = `Request has expired: the URL ended at ${new Date(endsAtMs).toISOString()}`;
  throw new ServiceError('AccessDenied', message, 403);
}

function write(outgoing: AnyResponse, method: string, response: ServiceResponse): void {
  if (outgoing.destroyed) return;
  const body = typeof response.body === 'string' ? Buffer.from(response.body) : response.body;
  const headers = { 'content-length': String(body.length), ...response.headers };
  (outgoing as ServerResponse).writeHead(response.status, headers);
  // A HEAD answer's length is of the body that GET would have sent.
  (outgoing as ServerResponse).end(method === 'HEAD' ? undefined : body);
}
