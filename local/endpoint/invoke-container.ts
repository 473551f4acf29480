import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../gateway/service.ts';
import type { Endpoint } from './endpoint.ts';

/** A container has this long for one answer. */
const ANSWER_TIMEOUT_MS = 60_000;

const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';
/** The container closes a connection that is idle for two minutes; we do sooner, so that no request meets the close. */
const agent = new Agent({ keepAlive: true, timeout: 60_000 });

/**
 * InvokeEndpoint: the request goes to the container's `/invocations`, its answer comes back as SageMaker wraps it.
 *
 * AWS documents that an answer has the limit of a request, not what becomes of a larger one: here it is an error of the
 * model's server, which passes for nobody, so that it is seen.
 */
export async function invokeContainer(endpoint: Endpoint, request: ServiceRequest): Promise<ServiceResponse> {
  if (request.body.length > endpoint.maxPayloadBytes) throw oversize(endpoint);
  checkAttributes(request.headers[CUSTOM_ATTRIBUTES]);
  if (!endpoint.container.isHealthy()) throw notReady(endpoint);
  const answer = await post(`${endpoint.container.url}/invocations`, request).catch((error: Error) => {
    return { status: 0, headers: {} as IncomingHttpHeaders, body: Buffer.from(error.message) };
  });
  if (answer.status < 200 || answer.status > 299) return modelError(endpoint, answer.status, answer.body.toString());
  if (answer.body.length > endpoint.maxPayloadBytes) {
    const tooMuch = `response payload of ${answer.body.length} bytes exceeds ${endpoint.maxPayloadBytes} bytes`;
    return modelError(endpoint, 500, tooMuch);
  }
  const attributes = answer.headers[CUSTOM_ATTRIBUTES];
  return {
    status: 200,
    headers: {
      'content-type': answer.headers['content-type'] ?? 'application/octet-stream',
      'x-amzn-invoked-production-variant': endpoint.variantName,
      ...(attributes === undefined ? {} : { [CUSTOM_ATTRIBUTES]: String(attributes) }),
    },
    body: answer.body,
  };
}

/** Of the API's documentation: at most 1024 characters of visible US-ASCII. */
function checkAttributes(attributes = ''): void {
  if (/^[\x20-\x7e]{0,1024}$/.test(attributes)) return;
  throw new ServiceError('ValidationError', 'CustomAttributes must be at most 1024 visible ASCII characters');
}

/** In SageMaker's words, which are others for each kind of endpoint. */
function oversize({ serverless, maxPayloadBytes }: Endpoint): ServiceError {
  return serverless
    ? new ServiceError('ValidationError', `Request ${randomUUID()} has oversize body.`)
    : new ServiceError('413', `HTTP content length exceeded ${maxPayloadBytes} bytes.`, 413);
}

function notReady({ name, serverless }: Endpoint): ServiceError {
  return serverless
    ? new ServiceError('ModelNotReadyException', `the container of ${name} is still starting`, 429)
    : new ServiceError('ServiceUnavailable', `no healthy container behind ${name}`, 503);
}

function modelError(endpoint: Endpoint, originalStatus: number, originalMessage: string): ServiceResponse {
  const side = originalStatus >= 400 && originalStatus < 500 ? 'client' : 'server';
  const message = `Received ${side} error (${originalStatus}) from primary with message "${originalMessage}". See the logs of endpoint ${endpoint.name}.`;
  const body = {
    ErrorCode: 'CLIENT_ERROR_FROM_MODEL',
    Message: message,
    OriginalMessage: originalMessage,
    OriginalStatusCode: originalStatus,
  };
  return {
    status: 424,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ModelError' },
    body: JSON.stringify(body),
  };
}

interface ContainerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function post(url: string, { headers, body }: ServiceRequest): Promise<ContainerAnswer> {
  const forwarded: Record<string, string | number> = { 'content-length': body.length };
  for (const name of ['content-type', 'accept', CUSTOM_ATTRIBUTES]) {
    if (headers[name] !== undefined) forwarded[name] = headers[name];
  }
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const outgoing = httpRequest(url, { method: 'POST', agent, headers: forwarded, signal }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode!, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
